"""End cards: cancelled by staff, or expired by the clock."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.sql import Fragment, execute
from giftcards.actions.ledger import lock_card, post
from giftcards.actions.refusals import CardSpent
from giftcards.models import CardHold, CardMovement, GiftCard

CHUNK = 10_000


@transaction.atomic
def cancel(*, card: GiftCard, reason: str, author: str, now: datetime) -> None:
    """Take what is left off the card, so that nobody can spend it.

    Raises:
        CardSpent: nothing is left of it, or it is cancelled already.
        Invalid: there is no reason.

    """
    if not reason.strip():
        raise Invalid(_("Say why: the customer may ask."), field="reason")
    row = lock_card(card)
    if row.cancelled_at or not row.balance:
        raise CardSpent(row)
    left = -row.balance
    post(row, CardMovement.Kind.CANCEL, left, author=author, now=now)
    row.cancelled_at, row.cancelled_by, row.cancel_reason = now, author, reason.strip()
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    CardHold.objects.filter(card=row).delete()


# SKIP LOCKED: an order that is paying with a card at this moment comes first. The movement
# and the balance are written by one statement, so that neither stands without the other.
_EXPIRE = Fragment("""
    WITH due AS (
        SELECT id, balance, moved, valid_until FROM giftcards_giftcard
        WHERE balance > 0 AND valid_until <= %(now)s
        ORDER BY id LIMIT %(chunk)s
        FOR NO KEY UPDATE SKIP LOCKED
    ), written AS (
        INSERT INTO giftcards_cardmovement
               (card_id, number, kind, amount, balance, author, happened_at, valid_until,
                booked_at)
        SELECT id, moved + 1, 'expire', -balance, 0, 'system', valid_until, valid_until,
               %(now)s
        FROM due
    )
    UPDATE giftcards_giftcard card SET balance = 0, moved = card.moved + 1
    FROM due WHERE card.id = due.id
""")


def expire_cards(*, now: datetime, chunk: int = CHUNK) -> Iterator[int]:
    """Take what is left off cards that have ended. Nobody could spend it any more: paying
    compares with the clock, and does not wait for this.

    Yields how many, chunk by chunk, each its own transaction where the caller has none.
    """
    while done := execute(_EXPIRE.given(now=now, chunk=chunk)):
        yield done
