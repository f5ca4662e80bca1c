"""Mail a card to whom it is for, on the day that was chosen."""

from collections.abc import Iterable
from datetime import datetime

from giftcards.mails.delivery import GIFT_CARD, source_of
from giftcards.models import GiftCard
from mailing.actions import queueing as mailing
from mailing.actions.queueing import Recipient
from mailing.models import Mail

_ON_ITS_WAY = [Mail.State.DUE, Mail.State.CLAIMED, Mail.State.SENT]


def announce(*, cards: Iterable[GiftCard], now: datetime) -> None:
    """Queue a mail for each card that has an address and no mail due or sent. Idempotent.

    Queries: for each card with an address 1, and those of ``mailing.queue``.
    """
    for card in cards:
        source = source_of(card)
        known = Mail.objects.filter(
            shop=card.shop_id,
            mail_type=GIFT_CARD.code,
            state__in=_ON_ITS_WAY,
            source__startswith=f"{source}:",
        )
        if card.email and not known.exists():
            mailing.queue(
                mail_type=GIFT_CARD,
                shop=card.shop,
                # With the number of its last movement: a source is unique, and a card that
                # was cancelled before its mail went is announced when it lives again.
                source=f"{source}:{card.moved}",
                values={},
                recipient=Recipient(
                    email=card.email, name=card.recipient, keep_address=False
                ),
                due_at=max(card.deliver_at or now, now),
                now=now,
            )
