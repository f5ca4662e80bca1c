from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise, WithAnnotations

from accounts.queries import author_name
from core import days
from core.admin import link
from core.exports import Column, ExportedAdmin, Label
from core.templatetags.typography import money
from shop.admin import AuthoredAdmin, ScopedFilter, ShopExport
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


class VoucherExport(ShopExport):
    code = Column("code", _("code"))
    state = Column("state_at", _("state"))
    customer = Column("customer__external_id", _("customer"))
    email = Column("customer__email", _("e-mail"))
    label = Column("label", _("label"))
    origin = Label("origin", _("origin"), Voucher.Origin.choices)
    amount = Column("amount", _("amount"))
    currency = Column("shop__currency", _("currency"))
    minimum = Column("minimum", _("minimum basket"))
    valid_from = Column("valid_from", _("valid from"))
    valid_until = Column("valid_until", _("valid until"))
    order = Column("order__external_id", _("used by"))
    used_at = Column("used_at", _("used"))
    cancelled_at = Column("cancelled_at", _("cancelled"))
    issued_at = Column("issued_at", _("issued"))
    author = Column("author", _("author"))

    def dehydrate_state(self, voucher: Voucher) -> StrOrPromise:
        return voucher.state_at(timezone.now()).label

    def dehydrate_valid_until(self, voucher: Voucher) -> date:
        """The last day, as it stands on the bon."""
        return days.last_day(voucher.valid_until, voucher.shop.zone)

    def dehydrate_author(self, voucher: WithAnnotations[Any]) -> str:
        return author_name(voucher.author, voucher.email)


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
