"""Staff make cards: one, or those of a file. A form is known by its token, and makes once.

A file is prepared first, so that somebody has seen what it holds; it is made whole or not
at all. What it says of people goes with the making of it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from core.days import close_of, local_day
from core.money import ZERO
from giftcards.actions.announcing import announce
from giftcards.actions.making import CardDelivery, NewCard, delivered_at, make
from giftcards.actions.refusals import CardCodeTaken, NoCardTerms
from giftcards.models import CardBatch, CardTerms, GiftCard
from giftcards.queries.finding import by_code, terms_by_hand
from giftcards.rules.card_files import CardFault, CardLine
from shop.models import Shop


@transaction.atomic
def make_one(
    *,
    shop: Shop,
    token: uuid.UUID,
    line: CardLine,
    sender: str,
    ends: datetime,
    author: str,
    now: datetime,
) -> GiftCard:
    """Sent twice, it is the card of the first time. Raises NoTerms and CodeOfAnother."""
    terms = _terms(shop)
    batch, is_new = CardBatch.objects.get_or_create(
        shop=shop,
        token=token,
        defaults={
            "terms": {},
            "count": 1,
            "amount": line.amount,
            "author": author,
            "prepared_at": now,
            "made_at": now,
        },
    )
    if not is_new:
        return GiftCard.objects.select_related("shop").get(batch=batch)
    batch.shop = shop
    return _Press(
        batch=batch, sender=sender, ends=ends, terms=terms, author=author, now=now
    ).make(line)


def prepare_cards(
    *,
    shop: Shop,
    token: uuid.UUID,
    name: str,
    lines: Sequence[CardLine],
    refused: Sequence[tuple[int, CardFault]],
    sender: str,
    ends: datetime,
    author: str,
    now: datetime,
) -> CardBatch:
    """Nothing is made yet."""
    said = [
        asdict(line)
        | {
            "amount": f"{line.amount}",
            "deliver_on": line.deliver_on.isoformat() if line.deliver_on else None,
        }
        for line in lines
    ]
    batch, _is_new = CardBatch.objects.get_or_create(
        shop=shop,
        token=token,
        defaults={
            "name": name[:200],
            "terms": {"sender": sender, "ends": ends.isoformat()},
            "lines": said,
            "refused": [[number, fault.value] for number, fault in refused],
            "count": len(lines),
            "amount": sum((line.amount for line in lines), ZERO),
            "author": author,
            "prepared_at": now,
        },
    )
    return batch


@transaction.atomic
def make_prepared(*, batch: CardBatch, author: str, now: datetime) -> CardBatch:
    """All of the file. Raises NoTerms and CodeOfAnother; then none is made."""
    rows = CardBatch.objects.select_for_update(no_key=True)
    row = rows.get(pk=batch.pk)
    row.shop = batch.shop
    if row.made_at:
        return row
    press = _Press(
        batch=row,
        sender=row.terms["sender"],
        ends=datetime.fromisoformat(row.terms["ends"]),
        terms=_terms(row.shop),
        author=author,
        now=now,
    )
    for said in row.lines:
        press.make(_line(said))
    row.made_at, row.lines = now, []
    row.save(update_fields=["made_at", "lines"])
    return row


def _line(said: dict[str, Any]) -> CardLine:
    day = said["deliver_on"]
    return CardLine(
        **said
        | {
            "amount": Decimal(said["amount"]),
            "deliver_on": date.fromisoformat(day) if day else None,
        }
    )


def drop_prepared(*, batch: CardBatch) -> None:
    """Nothing was made of it, and nothing will be."""
    CardBatch.objects.filter(pk=batch.pk, made_at=None).delete()


def purge_prepared(*, before: datetime) -> int:
    """Forget files that nobody has confirmed."""
    rows = CardBatch.objects.filter(made_at=None, prepared_at__lt=before)
    deleted, _by_model = rows.delete()
    return deleted


def _terms(shop: Shop) -> CardTerms:
    terms = terms_by_hand(shop)
    if terms is None:
        raise NoCardTerms
    return terms


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What the cards of one batch have in common."""

    batch: CardBatch
    sender: str
    ends: datetime
    terms: CardTerms
    author: str
    now: datetime

    def make(self, line: CardLine) -> GiftCard:
        try:
            with transaction.atomic():
                card = make(
                    shop=self.batch.shop,
                    making=self._making(line),
                    terms=self.terms,
                    author=self.author,
                    now=self.now,
                    batch=self.batch,
                )
        except IntegrityError as error:
            if not line.code or not by_code(self.batch.shop, line.code):
                raise
            raise CardCodeTaken(line.code) from error
        announce(cards=[card], now=self.now)
        return card

    def _making(self, line: CardLine) -> NewCard:
        zone = self.batch.shop.zone
        return NewCard(
            amount=line.amount,
            valid_until=close_of(local_day(self.ends, zone), zone),
            code=line.code,
            gift=CardDelivery(
                sender=self.sender,
                recipient=line.recipient,
                email=line.email,
                message=line.message,
                deliver_at=delivered_at(line.deliver_on, zone),
            ),
        )
