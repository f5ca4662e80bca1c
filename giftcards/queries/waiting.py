"""Who should have the money of a card that not all can have who name it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from django.db.models import F, Q, Sum

from core.money import ZERO
from earning.queries.versions import rules_of
from giftcards.models import CardMovement, GiftCard, RefusedPayment
from giftcards.rules.paying import CardClaim, share
from shop.models import Order
from shop.rules.code_history import Claim, claims_of


def waiting_for(card: GiftCard) -> set[int]:
    """Orders, by primary key, that name the card and could not be paid. Queries: 1."""
    rows = RefusedPayment.objects.filter(shop=card.shop_id)
    return set(rows.filter(code__iexact=card.code).values_list("order", flat=True))


def shares_of(
    card: GiftCard, order: Order | None, own: Sequence[Claim], there: Decimal
) -> dict[int, tuple[Decimal, Decimal]]:
    """By order, by primary key: what it has of the card, and what it should have.

    ``own`` are the claims of the order at hand, if there is one, ``there`` what it could
    have of the card beside what it has. The caller has locked the card.

    Queries: 2, and the rules of each order that names the card.
    """
    has = _paid(card)
    claims = [CardClaim(order.pk, order.purchase_key, claim) for claim in own if order]
    ours = {order.pk} if order else set()
    keys = has.keys() | waiting_for(card) | ours
    others = Order.objects.filter(pk__in=keys - ours).select_related("shop")
    for other in others.order_by("pk"):
        claims += _claims(card, other)
    on_it = there + sum(has.values(), ZERO)
    due = share(on_it, claims, has, single_use=card.single_use)
    return {key: (has.get(key, ZERO), due.get(key, ZERO)) for key in keys}


def _paid(card: GiftCard) -> dict[int, Decimal]:
    paid = Q(kind__in=[CardMovement.Kind.PAY, CardMovement.Kind.GIVE_BACK])
    rows = CardMovement.objects.filter(paid, card=card).values("order").order_by("order")
    found = rows.annotate(total=Sum("amount")).values_list("order", "total")
    return {order: -total for order, total in found if order and total}


def _claims(card: GiftCard, order: Order) -> Iterable[CardClaim]:
    """What another order claims of the card by what it says."""
    if order.placed_at is None:
        return []
    cancelling = rules_of(order).cancelling_states
    if order.code_history:
        found = claims_of(
            order.code_history, cancelling=cancelling, placed_at=order.placed_at
        ).cards.get(card.code.upper(), ())
    else:
        found = _as_placed(card, order, stands=order.state not in cancelling)
    return [CardClaim(order.pk, order.purchase_key, claim) for claim in found]


def _as_placed(card: GiftCard, order: Order, *, stands: bool) -> Sequence[Claim]:
    said = {
        code.upper(): each for code, each in order.gift_card_payments.items() if stands
    }.get(card.code.upper())
    if not said or order.placed_at is None:
        return ()
    amount = Decimal(said["amount"]) - Decimal(said["refunded"])
    stated_at = order.updated_at or order.placed_at
    return [Claim(order.placed_at, stated_at, amount)] if amount else ()


def misallocated_in(orders: Sequence[Order], counting: Collection[int]) -> Iterator[str]:
    """Ids of those of these orders whose cards, bought or paid with, are not those that
    they should have. ``counting``: those that count, by primary key.

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
