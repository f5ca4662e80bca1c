"""A cart keeps money of a card for itself for a while; an order takes no notice of it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from core.money import ZERO
from giftcards.actions.ledger import lock_code
from giftcards.actions.refusals import CardRefused, UnknownCard
from giftcards.models import CardHold, GiftCard
from shop.models import Shop
from vouchers.actions.holding import HOLD_FOR
from vouchers.rules.cart import RefusalReason


@transaction.atomic
def hold(
    *, shop: Shop, code: str, cart: str, amount: Decimal | None = None, now: datetime
) -> CardHold:
    """Keep so much of the card for this cart, or all that is free; again begins anew.

    Raises UnknownCard, and CardRefused with the reason as its code.
    """
    card = lock_code(shop, code)
    if card is None:
        raise UnknownCard(code)
    free = card.balance - _held_by_others(card, cart, now)
    _check(card, free, amount, now)
    held = CardHold(card=card, cart=cart, amount=amount or free, expires_at=now + HOLD_FOR)
    CardHold.objects.bulk_create(
        [held],
        update_conflicts=True,
        unique_fields=["card", "cart"],
        update_fields=["amount", "expires_at"],
    )
    return held


@transaction.atomic
def release(*, shop: Shop, code: str, cart: str) -> None:
    """The cart needs it no more; where it held nothing, nothing happens.

    Raises UnknownCard.
    """
    card = lock_code(shop, code)
    if card is None:
        raise UnknownCard(code)
    CardHold.objects.filter(card=card, cart=cart).delete()


def purge_holds(*, now: datetime) -> int:
    """Forget holds that have ended; they have meant nothing since."""
    deleted, _by_model = CardHold.objects.filter(expires_at__lte=now).delete()
    return deleted


def _held_by_others(card: GiftCard, cart: str, now: datetime) -> Decimal:
    rows = CardHold.objects.filter(card=card, expires_at__gt=now).exclude(cart=cart)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO


def _check(card: GiftCard, free: Decimal, amount: Decimal | None, now: datetime) -> None:
    if refusal := card.refusal(now):
        raise CardRefused(refusal, card)
    if not card.balance:
        raise CardRefused(RefusalReason.ALREADY_USED, card)
    if free <= 0:
        raise CardRefused(RefusalReason.HELD, card)
    if amount and amount > free:
        raise CardRefused(RefusalReason.INSUFFICIENT_BALANCE, card, amount - free)
