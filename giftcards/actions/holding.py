"""Hold money of a card for a cart, for a while. A courtesy between carts: an order is a
fact, and takes what it says whoever holds it.
"""

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
    """Hold so much of the card for this cart, or all that is free. A second hold of the
    same cart replaces the first.

    Raises UnknownCard, and CardRefused with the reason as its code.
    """
    # Locked before the holds are summed: two carts at once cannot hold the same money.
    card = lock_code(shop, code)
    if card is None:
        raise UnknownCard(code)
    others = CardHold.objects.filter(card=card, expires_at__gt=now).exclude(cart=cart)
    held_by_others = others.aggregate(total=Sum("amount", default=ZERO))["total"]
    free = card.balance - held_by_others
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
    """End this cart's hold of the card, if it has one. Raises UnknownCard."""
    card = lock_code(shop, code)
    if card is None:
        raise UnknownCard(code)
    CardHold.objects.filter(card=card, cart=cart).delete()


def purge_holds(*, now: datetime) -> int:
    """Delete holds that have ended, which nobody reads any more; answer how many."""
    deleted, _by_model = CardHold.objects.filter(expires_at__lte=now).delete()
    return deleted


def _check(card: GiftCard, free: Decimal, amount: Decimal | None, now: datetime) -> None:
    # What cannot change by waiting comes first, then what another cart holds, then the sum.
    if refusal := card.refusal(now):
        raise CardRefused(refusal, card)
    if not card.balance:
        raise CardRefused(RefusalReason.ALREADY_USED, card)
    if free <= 0:
        raise CardRefused(RefusalReason.HELD, card)
    if amount and amount > free:
        raise CardRefused(RefusalReason.INSUFFICIENT_BALANCE, card, amount - free)
