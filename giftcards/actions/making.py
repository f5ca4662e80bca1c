"""Make a card: its row, and the movement that puts its money on it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from giftcards.actions.ledger import post
from giftcards.models import CardBatch, CardMovement, CardTerms, GiftCard
from shop.models import Customer, Shop
from vouchers.rules.codes import new_code

PREFIX = "CAD"
# In the morning of the day that was chosen.
DELIVERED_AT = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDelivery:
    """Whom a card is for. Without ``email`` nobody is written to."""

    sender: str = ""
    recipient: str = ""
    email: str = ""
    message: str = ""
    deliver_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A card to be made. ``code`` is one that the merchant brings along."""

    amount: Decimal
    valid_until: datetime
    gift: CardDelivery = field(default_factory=CardDelivery)
    code: str = ""
    holder: Customer | None = None


def open_cards(*, shop: Shop, now: datetime) -> CardTerms:
    """Make cards for orders that buy some from now on. Idempotent: the first ``since``
    stays, for of orders before it the shop has made the cards itself.
    """
    terms, _made = CardTerms.objects.get_or_create(
        shop=shop, product=None, defaults={"since": now}
    )
    return terms


@transaction.atomic
def make(
    *,
    shop: Shop,
    making: NewCard,
    terms: CardTerms,
    author: str,
    now: datetime,
    batch: CardBatch | None = None,
) -> GiftCard:
    """Make one card by hand. A chosen code that is taken raises IntegrityError."""
    row = row_of(shop, making, terms, author, now)
    row.batch = batch
    return issue(row, author, now)


def delivered_at(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Nine in the morning of that day in the shop. None: as soon as the card is made."""
    return datetime.combine(day, DELIVERED_AT, zone) if day else None


def row_of(
    shop: Shop, making: NewCard, terms: CardTerms, author: str, now: datetime
) -> GiftCard:
    """Build the card, unsaved and with no money on it yet. What the terms say of it is
    copied: a card keeps what it was sold with.
    """
    gift = making.gift
    return GiftCard(
        shop=shop,
        code=making.code or new_code(PREFIX),
        amount=making.amount,
        balance=0,
        single_use=terms.single_use,
        minimum=terms.minimum,
        vat_regime=terms.vat_regime,
        vat_rate=terms.vat_rate,
        valid_from=now,
        valid_until=making.valid_until,
        holder=making.holder,
        sender=gift.sender,
        recipient=gift.recipient,
        email=gift.email,
        message=gift.message,
        deliver_at=gift.deliver_at,
        author=author,
        issued_at=now,
    )


def issue(row: GiftCard, author: str, at: datetime) -> GiftCard:
    """Write the card, and put its money on it. ``at``: when the shop issued it."""
    row.save(force_insert=True)
    kind = CardMovement.Kind.ISSUE
    post(row, kind, row.amount, author=author, now=at)
    return row
