"""Make cards by hand: one, or all those of a file. Each form has a token, and makes once.

A file is prepared first, so that staff see what it holds before any money exists; then it
is made whole or not at all. Its lines, which name people, are deleted once it is made.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
    """Make one card. The same token again answers the card of the first time.

    Raises:
        NoCardTerms: the shop has not said yet how its cards are made.
        CardCodeTaken: another card has the chosen code.

    """
    terms = _terms(shop)
    # The batch is the lock: of two equal forms at once the second waits here for the first.
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
    common = _Common(
        batch=batch, sender=sender, ends=ends, terms=terms, author=author, now=now
    )
    return common.make(line)


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
    """Keep the lines of a file until staff confirm them; no card is made. Idempotent by
    token. ``refused``: number of a line, and what is wrong with it.
    """
    batch, _is_new = CardBatch.objects.get_or_create(
        shop=shop,
        token=token,
        defaults={
            "name": name[:200],
            "terms": {"sender": sender, "ends": ends.isoformat()},
            "lines": [line.as_json() for line in lines],
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
    """Make every card of a prepared file, or none. Idempotent.

    Raises:
        NoCardTerms: the shop has not said yet how its cards are made.
        CardCodeTaken: another card has a code of the file.

    """
    # Two clicks at once: the second waits here, and then finds the file made.
    rows = CardBatch.objects.select_for_update(no_key=True)
    row = rows.get(pk=batch.pk)
    row.shop = batch.shop
    if row.made_at:
        return row
    common = _Common(
        batch=row,
        sender=row.terms["sender"],
        ends=datetime.fromisoformat(row.terms["ends"]),
        terms=_terms(row.shop),
        author=author,
        now=now,
    )
    for stored in row.lines:
        common.make(CardLine.from_json(stored))
    # The lines name people, and the cards have what is needed of them now.
    row.made_at, row.lines = now, []
    row.save(update_fields=["made_at", "lines"])
    return row


def drop_prepared(*, batch: CardBatch) -> None:
    """Delete a file that staff do not want made. One that is made already stays."""
    CardBatch.objects.filter(pk=batch.pk, made_at=None).delete()


def purge_prepared(*, before: datetime) -> int:
    """Delete files that nobody has confirmed until then; answer how many."""
    rows = CardBatch.objects.filter(made_at=None, prepared_at__lt=before)
    deleted, _by_model = rows.delete()
    return deleted


def _terms(shop: Shop) -> CardTerms:
    terms = terms_by_hand(shop)
    if terms is None:
        raise NoCardTerms
    return terms


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    """What all cards of one batch have in common."""

    batch: CardBatch
    sender: str
    ends: datetime
    terms: CardTerms
    author: str
    now: datetime

    def make(self, line: CardLine) -> GiftCard:
        try:
            # A savepoint: the code that was chosen may be taken, and the transaction must
            # still be able to ask whose it is.
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
            # Any other constraint is a fault of ours and no refusal.
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
