"""Offers as the merchant's pages show them, and the discounts of one order."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet, Sum

from shop.models import CustomerGroup, Order
from vouchers.models import CappedOrder, CartOffer, OfferStep, OfferUse, VoucherUse


def with_results(rows: QuerySet[CartOffer]) -> QuerySet[CartOffer]:
    """Add ``orders``, how many have the offer, and ``given``, what it took off them."""
    return rows.annotate(orders=Count("uses"), given=Sum("uses__amount"))


def with_words(rows: QuerySet[CartOffer]) -> QuerySet[CartOffer]:
    """Prefetch what an offer's sentences need. Queries: 4, however many offers."""
    steps = OfferStep.objects.order_by("minimum", "pk")
    groups = CustomerGroup.objects.order_by("name", "pk")
    return rows.prefetch_related(
        Prefetch("steps", steps),
        Prefetch("groups", groups),
        Prefetch("early_groups", groups),
        "segments",
    )


@dataclass(frozen=True, slots=True)
class OrderDiscounts:
    """What has come off an order: by voucher, by offer, and within which ceiling."""

    uses: list[VoucherUse]
    offers: list[OfferUse]
    capped: CappedOrder | None


def order_discounts(order: Order) -> OrderDiscounts:
    """Answer the discounts that an order has. Queries: 3."""
    uses = VoucherUse.objects.filter(order=order).select_related("voucher")
    offers = OfferUse.objects.filter(order=order).select_related("offer")
    return OrderDiscounts(
        uses=list(uses.order_by("pk")),
        offers=list(offers.order_by("pk")),
        capped=CappedOrder.objects.filter(order=order).first(),
    )
