"""The ledger of a card: the one place that locks cards, and the one that moves money."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Upper

from core.money import ZERO
from giftcards.models import CardMovement, GiftCard
from shop.models import Order, Shop
from shop.queries import parts_of

type Kind = CardMovement.Kind


def lock(shop: int, codes: Iterable[str], keys: Iterable[int] = ()) -> list[GiftCard]:
    """Lock the cards of these codes, in any case, and of these keys. Queries: 1."""
    rows = GiftCard.objects.alias(upper=Upper("code")).filter(
        Q(upper__in=[code.strip().upper() for code in codes]) | Q(pk__in=list(keys)),
        shop=shop,
    )
    # By primary key, as everywhere: two orders with the same two cards cannot deadlock.
    # NO KEY: movements and holds that only refer to a card need not wait.
    return list(rows.select_for_update(no_key=True).order_by("pk"))


def lock_named(*, shop: Shop, orders: Collection[int], codes: Iterable[str]) -> None:
    """Lock all cards that these orders have bought or paid with, and that these codes name.
    Queries: 3.

    Before several orders are settled one after the other: each would lock its own cards in
    order, but all of them together would not.
    """
    paid = CardMovement.objects.filter(order__in=orders).values_list("card", flat=True)
    bought = GiftCard.objects.filter(order__in=orders).values_list("pk", flat=True)
    lock(shop.pk, codes, {*paid, *bought})


def lock_card(card: GiftCard) -> GiftCard:
    """Lock and read the card anew, with its shop. Queries: 1."""
    rows = GiftCard.objects.select_for_update(no_key=True)
    row = rows.get(pk=card.pk)
    row.shop = card.shop
    return row


def lock_code(shop: Shop, code: str) -> GiftCard | None:
    """Lock the card of this code, in any case; with its shop. Queries: 1."""
    card = next(iter(lock(shop.pk, [code])), None)
    if card:
        card.shop = shop
    return card


def post(
    card: GiftCard,
    kind: Kind,
    amount: Decimal,
    *,
    author: str,
    now: datetime,
    happened_at: datetime | None = None,
    order: Order | None = None,
) -> None:
    """Write one movement, and the balance it leaves. An amount of zero writes nothing.

    It happened now, where nothing else is said.
    Requires: the card is locked. ``amount`` is signed. The database refuses a balance below
    zero, or above what the card was made with.
    """
    if not amount:
        return
    card.balance += amount
    card.moved += 1
    card.save(update_fields=["balance", "moved"])
    CardMovement.objects.create(
        card=card,
        number=card.moved,
        kind=kind,
        amount=amount,
        balance=card.balance,
        order=order,
        author=author,
        happened_at=happened_at or now,
        valid_until=card.valid_until,
        booked_at=now,
    )


def taken_by(order: Order) -> dict[int, tuple[Decimal, Decimal]]:
    """Answer by card: what the order has of it, and what was lost with that. Queries: 1.

    Lost is the remainder of a card for one order only: nobody may spend it any more.
    """
    lost = Q(kind=CardMovement.Kind.LOSE)
    rows = (
        CardMovement.objects.filter(order=order)
        .values("card")
        .annotate(paid=Sum("amount", filter=~lost), lost=Sum("amount", filter=lost))
        .order_by("card")
        .values_list("card", "paid", "lost")
    )
    return {card: (-(paid or ZERO), -(lost or ZERO)) for card, paid, lost in rows}


def taken_by_parts(
    order: Order, cards: Collection[int]
) -> dict[int, list[tuple[int, Decimal, Decimal]]]:
    """Answer by card: each other part of the order's purchase, by primary key, with what it
    has of the card and what was lost with that. Queries: 1.
    """
    lost = Q(kind=CardMovement.Kind.LOSE)
    parts = parts_of(order).order_by().values("pk")
    rows = (
        CardMovement.objects.filter(order__in=parts, card__in=cards)
        .values("card", "order")
        .annotate(paid=Sum("amount", filter=~lost), lost=Sum("amount", filter=lost))
        .order_by("card", "order")
        .values_list("card", "order", "paid", "lost")
    )
    found: dict[int, list[tuple[int, Decimal, Decimal]]] = {}
    for card, part, paid, gone in rows:
        taken = part, -(paid or ZERO), -(gone or ZERO)
        found.setdefault(card, []).append(taken)
    return found


def ended(card: GiftCard, kind: Kind) -> Decimal:
    """Answer what movements of this kind have taken off the card and not returned.
    Queries: 1.
    """
    rows = CardMovement.objects.filter(card=card, kind=kind)
    return -(rows.aggregate(total=Sum("amount"))["total"] or ZERO)
