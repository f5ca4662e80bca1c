"""What gift cards have paid of an order, and the cards that were bought with it."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Upper

from core.money import ZERO
from giftcards.models import CardMovement, GiftCard, RefusedPayment
from shop.models import Order, Shop


def payments_of(order: Order) -> list[tuple[str, str, Decimal]]:
    """Answer the cards that an order names, as it lists them: the code, ``paid`` or
    ``refused``, and what the order has of it. Queries: 2, or none where it names none.
    """
    if not order.gift_card_payments:
        return []
    # What a card for one order loses with its payment was never the order's.
    paid = CardMovement.objects.filter(~Q(kind=CardMovement.Kind.LOSE), order=order)
    sums = paid.order_by().values_list("card__code").annotate(total=Sum("amount"))
    had = {code.upper(): -total for code, total in sums}
    refused = RefusedPayment.objects.filter(order=order).values_list("code", flat=True)
    turned_down = {code.upper() for code in refused}
    return [
        (
            code,
            "refused" if code.upper() in turned_down else "paid",
            had.get(code.upper(), ZERO),
        )
        for code in order.gift_card_payments
    ]


def balances(shop: Shop, codes: Iterable[str]) -> dict[str, Decimal]:
    """Answer what is left on the cards of these codes, by code as the card has it.
    Queries: 1, or none for none.
    """
    wanted = {code.upper() for code in codes}
    if not wanted:
        return {}
    rows = GiftCard.objects.alias(upper=Upper("code")).filter(shop=shop, upper__in=wanted)
    return dict(rows.values_list("code", "balance"))


def bought_with(order: Order) -> QuerySet[GiftCard]:
    """Answer the cards that the order has bought and that are not cancelled, by line."""
    cards = GiftCard.objects.filter(order=order, cancelled_at=None)
    return cards.order_by("line", "piece", "pk")
