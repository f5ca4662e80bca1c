from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyInline, link
from core.exports import ExportedAdmin
from core.templatetags.typography import number, signed
from points.admin.exports import MovementExport
from points.models import Account, LedgerEntry, Lot, Movement
from points.phrases import cause
from shop.admin import AuthoredAdmin, ShopScopedAdmin


@admin.register(Account)
class AccountAdmin(ShopScopedAdmin[Account]):
    list_display = ["called", "points_held", "owed", "moves"]
    list_select_related = ["customer", "shop"]
    ordering = ["-points", "pk"]
    search_fields = ["customer__email", "customer__last_name", "=customer__external_id"]
    fields = ["customer_link", "shop", "points_held", "owed", "moves"]

    @admin.display(description=_("customer"), ordering="customer__last_name")
    def called(self, account: Account) -> str:
        """Without a link of its own: the first column leads to the account."""
        return str(account.customer)

    @admin.display(description=_("customer"))
    def customer_link(self, account: Account) -> str:
        return link(account.customer)

    @admin.display(description=_("points"), ordering="points")
    def points_held(self, account: Account) -> str:
        return number(account.points)

    @admin.display(description=_("debt"), ordering="debt")
    def owed(self, account: Account) -> str:
        return number(account.debt)


class EntryInline[P: Model](ReadOnlyInline[LedgerEntry, P]):
    model = LedgerEntry
    ordering = ["pk"]
    fields = ["kind", "signed_points", "part"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "lot__order",
            "movement__order",
            "movement__voucher",
            "movement__adjustment_reason",
            "movement__other",
        )

    @admin.display(description=_("points"))
    def signed_points(self, entry: LedgerEntry) -> str:
        return signed(entry.points)

    @admin.display(description=_("lot of points"))
    def part(self, entry: LedgerEntry) -> str:
        return link(entry.lot)


class LotEntryInline(EntryInline[Lot]):
    @admin.display(description=_("movement of points"))
    def part(self, entry: LedgerEntry) -> str:
        return link(entry.movement, cause(entry.movement))


@admin.register(Lot)
class LotAdmin(ShopScopedAdmin[Lot]):
    list_display = [
        "__str__",
        "customer_link",
        "state",
        "issued",
        "remaining",
        "activates_at",
        "expires_at",
    ]
    list_filter = ["cause"]
    list_select_related = ["account__customer", "order", "shop"]
    ordering = ["-pk"]
    search_fields = ["account__customer__email", "order__reference", "=order__external_id"]
    inlines = [LotEntryInline]
    fields = [
        ("customer_link", "state"),
        ("cause", "order_link"),
        ("issued", "remaining", "expired"),
        ("clawed_back", "expired_counted", "written_off"),
        ("activates_at", "expires_at"),
        ("multiplier", "first_order", "rules"),
    ]

    @admin.display(description=_("customer"))
    def customer_link(self, lot: Lot) -> str:
        return link(lot.account.customer)

    @admin.display(description=_("order"))
    def order_link(self, lot: Lot) -> str:
        return link(lot.order)

    @admin.display(description=_("state"))
    def state(self, lot: Lot) -> str:
        return str(lot.state_at(timezone.now()).label)


@admin.register(Movement)
class MovementAdmin(ExportedAdmin[Movement], AuthoredAdmin[Movement]):
    export_class = MovementExport
    list_display = [
        "happened_at",
        "customer_link",
        "why",
        "signed_points",
        "signed_balance",
        "written_by",
    ]
    list_filter = ["kind", "happened_at"]
    list_select_related = [
        "account__customer",
        "order",
        "voucher",
        "adjustment_reason",
        "other",
        "shop",
    ]
    ordering = ["-pk"]
    search_fields = ["account__customer__email", "order__reference", "voucher__code"]
    inlines = [EntryInline]
    fields = [
        ("customer_link", "number"),
        ("why", "written_by"),
        ("signed_points", "adjustment", "signed_balance"),
        ("order_link", "voucher_link", "rules"),
        ("happened_at", "written_at", "trace"),
    ]

    @admin.display(description=_("customer"))
    def customer_link(self, movement: Movement) -> str:
        return link(movement.account.customer)

    def named(self, obj: Movement) -> str:
        return cause(obj)

    @admin.display(description=_("cause"))
    def why(self, movement: Movement) -> str:
        return cause(movement)

    @admin.display(description=_("recorded"))
    def written_at(self, movement: Movement) -> str:
        return date_format(localtime(movement.recorded_at), "DATETIME_FORMAT")

    @admin.display(description=_("source"))
    def trace(self, movement: Movement) -> str:
        return movement.source

    @admin.display(description=_("points"), ordering="points")
    def signed_points(self, movement: Movement) -> str:
        return signed(movement.points)

    @admin.display(description=_("balance"))
    def signed_balance(self, movement: Movement) -> str:
        return number(movement.balance)

    @admin.display(description=_("order"))
    def order_link(self, movement: Movement) -> str:
        return link(movement.order)

    @admin.display(description=_("voucher"))
    def voucher_link(self, movement: Movement) -> str:
        return link(movement.voucher)
