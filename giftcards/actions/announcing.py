"""A card finds whom it is for, by a mail on the day that was chosen."""

from collections.abc import Iterable
from datetime import datetime

from giftcards.mails import GIFT_CARD, source_of
from giftcards.models import GiftCard
from mailing.actions import queueing as mailing
from mailing.actions.queueing import Recipient
from mailing.models import Mail

_ON_ITS_WAY = [Mail.State.DUE, Mail.State.CLAIMED, Mail.State.SENT]


def announce(*, cards: Iterable[GiftCard], now: datetime) -> None:
    """Queue the mail of each that has somebody to go to, and has none on its way. Nobody
    is written to twice; a card that lives again may not have been announced at all.
    """
    for card in cards:
        if card.email and not _told(card):
            mailing.queue(
                mail_type=GIFT_CARD,
                shop=card.shop,
                source=f"{source_of(card)}:{card.moved}",
                values={},
                recipient=Recipient(
                    email=card.email, name=card.recipient, keep_address=False
                ),
                due_at=max(card.deliver_at or now, now),
                now=now,
            )


def _told(card: GiftCard) -> bool:
    rows = Mail.objects.filter(
        shop=card.shop_id, mail_type=GIFT_CARD.code, state__in=_ON_ITS_WAY
    )
    return rows.filter(source__startswith=f"{source_of(card)}:").exists()
