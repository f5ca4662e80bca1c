"""Which orders should have the money of a card that cannot pay all that name it."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.db.models import F, Q, Sum

from core.money import ZERO
from earning.queries.versions import rules_of
from giftcards.models import CardMovement, GiftCard, RefusedPayment
from giftcards.rules.paying import CardClaim, share
from shop.models import Order
from shop.rules.code_history import Claim, claims_of


def waiting_for(card: GiftCard) -> set[int]:
    """Answer the keys of orders that name the card and were not paid. Queries: 1."""
    rows = RefusedPayment.objects.filter(shop=card.shop_id)
    return set(rows.filter(code__iexact=card.code).values_list("order", flat=True))


def shares_of(
    card: GiftCard, order: Order | None, own: Sequence[Claim], there: Decimal
) -> dict[int, tuple[Decimal, Decimal]]:
    """Answer by the primary key of each order: what it has of the card, and what it should
    have.

    Requires: the card is locked. ``own`` are the claims of the order at hand, if there is
    one, ``there`` what it could have of the card beside what orders have.

    Queries: 3, and the rules of each other order that names the card.
    """
    paid = CardMovement.objects.filter(
        card=card, kind__in=[CardMovement.Kind.PAY, CardMovement.Kind.GIVE_BACK]
    )
    sums = paid.values("order").annotate(total=Sum("amount")).order_by("order")
    totals = sums.values_list("order", "total")
    has = {key: -total for key, total in totals if key and total}
    claims = [CardClaim(order.pk, order.purchase_key, claim) for claim in own if order]
    ours = {order.pk} if order else set()
    keys = has.keys() | waiting_for(card) | ours
    others = Order.objects.filter(pk__in=keys - ours).select_related("shop")
    for other in others.order_by("pk"):
        claims += _claims(card, other)
    # All that orders have of it is dealt out anew, so that a better claim can win over one
    # that was there first.
    on_it = there + sum(has.values(), ZERO)
    due = share(on_it, claims, has, single_use=card.single_use)
    return {key: (has.get(key, ZERO), due.get(key, ZERO)) for key in keys}


def _claims(card: GiftCard, order: Order) -> list[CardClaim]:
    """Answer what another order claims of the card, by what it has stated so far."""
    # A placeholder, which something else has named before its own statement came.
    if order.placed_at is None:
        return []
    at, code, found = order.placed_at, card.code.upper(), list[Claim]()
    cancelling = rules_of(order).cancelling_states
    if order.code_history:
        claims = claims_of(order.code_history, cancelling=cancelling, placed_at=at)
        found = [*claims.cards.get(code, ())]
    elif order.state not in cancelling:
        # Without a history it has named its cards since it was placed.
        said = {name.upper(): each for name, each in order.gift_card_payments.items()}
        if stated := said.get(code):
            amount = Decimal(stated["amount"]) - Decimal(stated["refunded"])
            found = [Claim(at, order.updated_at or at, amount)] if amount else []
    return [CardClaim(order.pk, order.purchase_key, claim) for claim in found]


def misallocated_in(orders: Sequence[Order], counting: Collection[int]) -> Iterator[str]:
    """Yield the ids of those of these orders whose cards, bought or paid with, are not what
    settling would make them. ``counting``: those that count, by primary key.

    Queries: 2, and some for each card that an order waits for.
    """
    by_key = {order.pk: order for order in orders}
    wrong: set[int] = set()
    for row in RefusedPayment.objects.filter(order__in=by_key).order_by("pk"):
        card = GiftCard.objects.filter(shop=row.shop_id, code__iexact=row.code).first()
        if card and not card.cancelled_at:
            due = shares_of(card, None, (), card.balance)
            wrong |= {key for key, (has, should) in due.items() if has != should}
    untouched = Q(balance=F("amount"), cancelled_at=None)
    bought = GiftCard.objects.filter(untouched, order__in=by_key)
    undone = set(bought.values_list("order", flat=True)) - set(counting)
    yield from (by_key[key].external_id for key in sorted((wrong | undone) & by_key.keys()))
