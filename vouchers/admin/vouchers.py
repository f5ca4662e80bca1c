from typing import Any, override

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.phrases import author_name
from core.admin import link
from core.exports import ExportedAdmin
from core.templatetags.typography import money, number
from shop.access import may
from shop.admin import AuthoredAdmin, ScopedFilter
from shop.queries import shops_of
from vouchers.admin.displays import ValidUntilDisplay
from vouchers.admin.exports import VoucherExport
from vouchers.admin.filters import (
    IssuedFilter,
    RedemptionStatusFilter,
    ValidityFilter,
    VoucherStateFilter,
)
from vouchers.admin.permissions import COUNT, MAKE
from vouchers.admin.statistics import statistics_view
from vouchers.models import Voucher, VoucherUse
from vouchers.phrases.conditions import conditions, gives
from vouchers.phrases.refused_codes import why_refused
from vouchers.queries.searching import search
from vouchers.queries.voucher_history import voucher_history

# Orders that a list names of each voucher.
FEW = 3


class VoucherBrowser(ValidUntilDisplay, ExportedAdmin[Voucher], AuthoredAdmin[Voucher]):
    """Vouchers to look at: found by what they are, whose they are and what became of
    them.
    """

    export_class = VoucherExport
    import_export_change_list_template = "admin/vouchers/voucher/change_list.html"

    list_display = [
        "code",
        "customer_link",
        "gives",
        "state",
        "origin",
        "last",
        "orders",
        "written_by",
    ]
    list_filter = [
        VoucherStateFilter,
        "issued_at",
        "origin",
        "kind",
        ValidityFilter,
        ("budget", ScopedFilter),
        RedemptionStatusFilter,
        IssuedFilter,
    ]
    list_select_related = ["customer", "shop"]
    ordering = ["-issued_at", "-pk"]
    search_fields = ["code"]
    search_help_text = _(
        "How the code begins; or a customer’s e-mail or id, or an order’s id in the shop"
    )
    fields = [
        ("code", "state", "customer_link"),
        ("label", "origin", "batch_link"),
        ("gives", "face", "least", "partial"),
        ("valid_from", "last"),
        ("use_limit", "uses_per_customer", "used"),
        ("budget_link", "highlight"),
        ("issued_at", "written_by"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Voucher]:
        """A code for many may have been used by thousands: the first are enough."""
        uses = VoucherUse.objects.select_related("order").order_by("pk")[:FEW]
        used = Prefetch("uses", uses, to_attr="first_uses")
        return super().get_queryset(request).prefetch_related(used)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Voucher], search_term: str
    ) -> tuple[QuerySet[Voucher], bool]:
        if not search_term.strip():
            return queryset, False
        return search(queryset, shops_of(request.user), search_term), False

    def get_urls(self) -> list[URLPattern]:
        statistics = self.guarded(statistics_view, needs=COUNT)
        own = [
            path(
                "statistics/<int:shop_id>/", statistics, name="vouchers_voucher_statistics"
            )
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {
            "may_make": may(request, MAKE),
            "may_count": may(request, COUNT),
        }
        return super().changelist_view(request, extra | (extra_context or {}))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Voucher | None = None,
    ) -> HttpResponse:
        if obj:
            history = voucher_history(obj, timezone.now())
            context |= {
                "history": history,
                "cancelled_by": history.cancellation
                and author_name(history.cancellation.author, history.canceller),
                "conditions": conditions(obj, history.goods),
                "refused": [(row, why_refused(row)) for row in history.refused],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("customer"))
    def customer_link(self, voucher: Voucher) -> str:
        return link(voucher.customer)

    @admin.display(description=_("worth"), ordering="amount")
    def gives(self, voucher: Voucher) -> str:
        return gives(voucher, voucher.shop.currency)

    @admin.display(description=_("issued with"))
    def face(self, voucher: Voucher) -> str:
        return money(voucher.amount, voucher.shop.currency)

    @admin.display(description=_("minimum cart"))
    def least(self, voucher: Voucher) -> str:
        least = money(voucher.minimum, voucher.shop.currency)
        without = _("%(amount)s without tax") % {"amount": least}
        return str(without) if voucher.minimum_excl_tax else least

    @admin.display(description=_("state"))
    def state(self, voucher: Voucher) -> str:
        return str(voucher.state_at(timezone.now()).label)

    @admin.display(description=_("used by"))
    def orders(self, voucher: Voucher) -> str:
        uses: list[VoucherUse] = vars(voucher)["first_uses"]
        links = format_html_join(", ", "{}", ((link(use.order),) for use in uses))
        more = voucher.used - len(uses)
        return format_html("{}, +{}", links, number(more)) if more > 0 else links

    @admin.display(description=_("batch"))
    def batch_link(self, voucher: Voucher) -> str:
        return link(voucher.batch)

    @admin.display(description=_("budget"))
    def budget_link(self, voucher: Voucher) -> str:
        return link(voucher.budget)
