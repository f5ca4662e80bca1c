from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.admin import link
from core.exports import ExportedAdmin
from core.templatetags.typography import money, percent
from shop.admin import AuthoredAdmin, ScopedFilter, ShopScopedAdmin
from vouchers.admin.exports import VoucherExport
from vouchers.models import RefusedCode, Voucher, VoucherUse
from vouchers.queries import in_state, sentence
from vouchers.rules import Reason


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> Iterable[tuple[str, StrOrPromise]]:
        return Voucher.State.choices

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Voucher]
    ) -> QuerySet[Voucher]:
        state = self.value()
        if state not in Voucher.State.values:
            return queryset
        return queryset.filter(in_state(Voucher.State(state), timezone.now()))


@admin.register(Voucher)
class VoucherAdmin(ExportedAdmin[Voucher], AuthoredAdmin[Voucher]):
    export_class = VoucherExport
    list_display = [
        "code",
        "customer_link",
        "worth",
        "state",
        "origin",
        "valid_until",
        "orders",
        "written_by",
    ]
    list_filter = [StateFilter, "origin", ("shop", ScopedFilter)]
    list_select_related = ["customer", "shop"]
    ordering = ["-issued_at", "-pk"]
    search_fields = ["code", "customer__email", "uses__order__reference"]
    fields = [
        ("code", "state", "customer_link"),
        ("label", "origin"),
        ("worth", "least", "rest_of"),
        ("categories", "products", "on_sale"),
        ("excluded_categories", "excluded_products"),
        ("with_group", "with_vouchers", "partial"),
        ("valid_from", "valid_until", "held_until"),
        ("use_limit", "uses_per_customer"),
        ("orders", "used_at", "cancelled_at"),
        ("issued_at", "written_by"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Voucher]:
        used = Prefetch("uses", VoucherUse.objects.select_related("order").order_by("pk"))
        return super().get_queryset(request).prefetch_related(used)

    @admin.display(description=_("customer"))
    def customer_link(self, voucher: Voucher) -> str:
        return link(voucher.customer)

    @admin.display(description=_("worth"), ordering="amount")
    def worth(self, voucher: Voucher) -> str:
        if voucher.percent:
            return percent(voucher.percent)
        if voucher.worth is None:
            return str(Voucher.Kind.SHIPPING.label)
        return money(voucher.worth, voucher.shop.currency)

    @admin.display(description=_("minimum basket"))
    def least(self, voucher: Voucher) -> str:
        return money(voucher.minimum, voucher.shop.currency)

    @admin.display(description=_("state"))
    def state(self, voucher: Voucher) -> str:
        return str(voucher.state_at(timezone.now()).label)

    @admin.display(description=_("used by"))
    def orders(self, voucher: Voucher) -> str:
        links = ((link(use.order),) for use in voucher.uses.all())
        return format_html_join(", ", "{}", links)


@admin.register(RefusedCode)
class RefusedCodeAdmin(ShopScopedAdmin[RefusedCode]):
    """Codes that orders name and could not use: somebody has to look."""

    list_display = ["code", "order_link", "why", "recorded_at"]
    list_filter = ["reason", ("shop", ScopedFilter)]
    list_select_related = ["order", "shop"]
    ordering = ["-recorded_at", "-pk"]
    search_fields = ["code", "order__reference"]
    fields = [("code", "order_link"), ("why", "recorded_at")]

    @admin.display(description=_("order"))
    def order_link(self, refused: RefusedCode) -> str:
        return link(refused.order)

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, refused: RefusedCode) -> str:
        reason = Reason(refused.reason)
        if reason == Reason.WRONG_CUSTOMER:
            return str(_("This voucher belongs to another customer."))
        return sentence(reason, refused.shop.currency)
