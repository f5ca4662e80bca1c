from typing import Annotated, Any, override

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import Annotations, StrOrPromise

from core.admin import ReadOnlyInline, link
from core.exports import ExportedAdmin
from core.templatetags.typography import money, number, unit_money
from points import phrases as points_phrases
from points.queries.calculation import points_calculation
from points.queries.history import movements_of
from points.queries.overview import NetPoints, with_net_points
from programme.admin.export_columns import OrderExport
from shop.admin import ShopScopedAdmin
from shop.models import Order, OrderLine
from shop.phrases import note_sentences
from vouchers.models import CappedOrder, RefusedCode
from vouchers.phrases import refused_codes as vouchers_phrases
from vouchers.queries.offer_results import order_discounts
from vouchers.queries.usable import refused_codes


class OrderLineInline(ReadOnlyInline[OrderLine, Order]):
    model = OrderLine
    fields = [
        "product_link",
        "quantity",
        "price",
        "on_sale",
        "refunded_quantity",
        "refund",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        rows = super().get_queryset(request)
        return rows.select_related("product", "order__shop").order_by("pk")

    @admin.display(description=_("product"))
    def product_link(self, line: OrderLine) -> str:
        return link(line.product, line.name)

    @admin.display(description=_("unit price"))
    def price(self, line: OrderLine) -> str:
        return unit_money(line.unit_price, line.order.shop.currency)

    @admin.display(description=_("refunded amount"))
    def refund(self, line: OrderLine) -> str:
        return money(line.refunded_amount, line.order.shop.currency)


class RefusedCodesFilter(admin.SimpleListFilter):
    """Orders that name a code which they could not use: somebody has to look."""

    title = _("codes")
    parameter_name = "codes"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, StrOrPromise]]:
        return [("refused", _("With refused codes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() != "refused":
            return queryset
        refused = RefusedCode.objects.filter(order=OuterRef("pk"))
        return queryset.filter(Exists(refused))


class NotesFilter(admin.SimpleListFilter):
    """Orders that were taken in although their sums do not fit."""

    title = _("to check")
    parameter_name = "notes"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, StrOrPromise]]:
        return [("yes", _("With sums that do not fit"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        return queryset.exclude(notes=[]) if self.value() == "yes" else queryset


class CappedFilter(admin.SimpleListFilter):
    """Orders whose discounts were more than the margin guard allows."""

    title = _("margin guard")
    parameter_name = "capped"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, StrOrPromise]]:
        return [("yes", _("Capped"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(Exists(CappedOrder.objects.filter(order=OuterRef("pk"))))


@admin.register(Order)
class OrderAdmin(ExportedAdmin[Order], ShopScopedAdmin[Order]):
    export_class = OrderExport
    list_display = [
        "called",
        "customer_link",
        "state",
        "placed_at",
        "amount",
        "points_posted",
    ]
    list_filter = [
        "state",
        "placed_at",
        RefusedCodesFilter,
        NotesFilter,
        CappedFilter,
    ]
    list_select_related = ["customer", "shop"]
    ordering = [F("placed_at").desc(nulls_last=True), "-pk"]
    search_fields = ["reference", "=external_id", "email", "customer__email"]
    inlines = [OrderLineInline]
    fields = [
        ("reference", "external_id", "customer_link"),
        ("state", "raw_state"),
        ("placed_at", "paid_at", "updated_at"),
        ("amount", "shipping_paid", "discount_given", "refunded"),
        ("codes", "points_posted"),
        "to_check",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return with_net_points(super().get_queryset(request))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Order | None = None,
    ) -> HttpResponse:
        if obj:
            found = points_calculation(obj)
            context |= {
                "movements": points_phrases.movement_rows(movements_of(obj)),
                "why": found and points_phrases.explanation(found),
                "refused": [
                    (row, vouchers_phrases.why_refused(row)) for row in refused_codes(obj)
                ],
                "taken": order_discounts(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("order"), ordering="reference")
    def called(self, order: Order) -> str:
        return str(order)

    @admin.display(description=_("customer"))
    def customer_link(self, order: Order) -> str:
        return link(order.customer)

    @admin.display(description=_("total"), ordering="total")
    def amount(self, order: Order) -> str:
        return money(order.total, order.shop.currency)

    @admin.display(description=_("shipping"))
    def shipping_paid(self, order: Order) -> str:
        return money(order.shipping, order.shop.currency)

    @admin.display(description=_("discount"))
    def discount_given(self, order: Order) -> str:
        return money(order.discount, order.shop.currency)

    @admin.display(description=_("refunded outside lines"))
    def refunded(self, order: Order) -> str:
        return money(order.refunded_amount, order.shop.currency)

    @admin.display(description=_("to check"))
    def to_check(self, order: Order) -> str:
        return " ".join(note_sentences(order.notes, order.shop.currency))

    @admin.display(description=_("voucher codes"))
    def codes(self, order: Order) -> str:
        return ", ".join(order.voucher_codes)

    @admin.display(description=_("points"))
    def points_posted(self, order: Annotated[Order, Annotations[NetPoints]]) -> str:
        return "" if order.net_points is None else number(order.net_points)
