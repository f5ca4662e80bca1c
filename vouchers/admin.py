from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.admin import link
from core.templatetags.typography import money
from shop.admin import AuthoredAdmin, ScopedFilter
from vouchers.models import Voucher
from vouchers.queries import in_state


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
class VoucherAdmin(AuthoredAdmin[Voucher]):
    list_display = [
        "code",
        "customer_link",
        "worth",
        "state",
        "origin",
        "valid_until",
        "order_link",
        "written_by",
    ]
    list_filter = [StateFilter, "origin", ("shop", ScopedFilter)]
    list_select_related = ["customer", "order", "shop"]
    ordering = ["-issued_at", "-pk"]
    search_fields = ["code", "customer__email", "order__reference"]
    fields = [
        ("code", "state", "customer_link"),
        ("label", "origin"),
        ("worth", "least", "categories"),
        ("valid_from", "valid_until"),
        ("order_link", "used_at", "cancelled_at"),
        ("issued_at", "written_by"),
    ]

    @admin.display(description=_("customer"))
    def customer_link(self, voucher: Voucher) -> str:
        return link(voucher.customer)

    @admin.display(description=_("amount"), ordering="amount")
    def worth(self, voucher: Voucher) -> str:
        return money(voucher.amount, voucher.shop.currency)

    @admin.display(description=_("minimum basket"))
    def least(self, voucher: Voucher) -> str:
        return money(voucher.minimum, voucher.shop.currency)

    @admin.display(description=_("state"))
    def state(self, voucher: Voucher) -> str:
        return str(voucher.state_at(timezone.now()).label)

    @admin.display(description=_("used by"))
    def order_link(self, voucher: Voucher) -> str:
        return link(voucher.order)
