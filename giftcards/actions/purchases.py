"""An order has the cards it has paid for and not given back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.days import close_of, local_day, months_after
from core.money import to_cent
from giftcards.actions.ledger import lock, post
from giftcards.actions.making import CardDelivery, NewCard, delivered_at, issue, row_of
from giftcards.models import CardMovement, CardTerms, GiftCard
from giftcards.queries.finding import terms_of
from giftcards.rules.paying import pieces_kept
from shop.models import Order, OrderLine

# Of one order line; whoever needs more has a file made.
MOST_PIECES = 1_000

_CANCEL = CardMovement.Kind.CANCEL


def settle_bought(
    *,
    order: Order,
    lines: Sequence[OrderLine],
    gives: bool,
    author: str,
    now: datetime,
    new: bool = False,
) -> list[GiftCard]:
    """Let the order have the cards it is entitled to. Twice is once.

    ``gives``: its states entitle it at all. A card of which something was spent is not
    taken back; one that was, and is paid for again, lives again under its own code.
    ``new``: the caller knows that it has never been settled. Answers the cards that are
    new or live again. One query where no card was bought.
    """
    bought = [line for line in lines if line.gift_card and line.quantity <= MOST_PIECES]
    cards = [] if new else _lock_bought(order)
    if not bought and not cards:
        return []
    hand = _Hand(order, author, now)
    made: list[GiftCard] = []
    for line in bought:
        own = [card for card in cards if card.line == line.external_id]
        made += hand.settle(line, own, kept=_kept(line) if gives else 0)
    named = {line.external_id for line in bought}
    hand.take_back(card for card in cards if card.line not in named)
    return made


def _lock_bought(order: Order) -> list[GiftCard]:
    rows = GiftCard.objects.filter(order=order).order_by()
    found = list(rows.values_list("pk", flat=True))
    return lock(order.shop_id, [], found) if found else []


def _kept(line: OrderLine) -> int:
    return pieces_kept(
        line.quantity, line.refunded_quantity, line.refunded_amount, line.unit_price
    )


@dataclass(frozen=True, slots=True)
class _Hand:
    order: Order
    author: str
    now: datetime

    def settle(
        self, line: OrderLine, cards: list[GiftCard], *, kept: int
    ) -> list[GiftCard]:
        """Those that are spent stay whatever happens; of the others, the first."""
        in_turn = sorted(cards, key=lambda card: (_untouched(card), card.piece))
        self.take_back(in_turn[kept:])
        made = [card for card in in_turn[:kept] if self._revive(card)]
        terms = self._terms(line) if kept > len(cards) else None
        if terms:
            pieces = range(len(cards) + 1, kept + 1)
            made += [self._issue(line, piece, terms) for piece in pieces]
        return made

    def take_back(self, cards: Iterable[GiftCard]) -> None:
        for card in cards:
            if card.whole:
                self._post(card, -1)
                card.cancelled_at = self.now
                card.save(update_fields=["cancelled_at"])

    def _revive(self, card: GiftCard) -> bool:
        """What staff have cancelled stays so."""
        if not card.cancelled_at or card.cancelled_by:
            return False
        card.cancelled_at = None
        card.save(update_fields=["cancelled_at"])
        self._post(card, 1)
        return True

    def _post(self, card: GiftCard, sign: int) -> None:
        amount = sign * card.amount
        post(card, _CANCEL, amount, author=self.author, happened_at=self.now)

    def _terms(self, line: OrderLine) -> CardTerms | None:
        """None where the line costs nothing, or its shop made its cards itself then."""
        qualified_at = self.order.qualified_at
        if not to_cent(line.unit_price) or qualified_at is None:
            return None
        terms = terms_of(self.order.shop, line.product_id)
        return terms if terms and qualified_at >= terms.since else None

    def _issue(self, line: OrderLine, piece: int, terms: CardTerms) -> GiftCard:
        at = self.order.qualified_at
        assert at is not None, "it has terms"
        zone = self.order.shop.zone
        making = NewCard(
            amount=to_cent(line.unit_price),
            valid_until=close_of(months_after(local_day(at, zone), terms.validity), zone),
            gift=self._gift(line),
        )
        row = row_of(self.order.shop, making, terms, self.author, self.now)
        row.valid_from, row.order = at, self.order
        row.line, row.piece = line.external_id, piece
        return issue(row, self.author, at)

    def _gift(self, line: OrderLine) -> CardDelivery:
        said, buyer = line.gift, self.order.customer
        day = said.get("deliver_on")
        on = date.fromisoformat(day) if day else None
        return CardDelivery(
            sender=buyer.first_name if buyer else "",
            recipient=said.get("name", ""),
            email=said.get("email", ""),
            message=said.get("message", ""),
            deliver_at=delivered_at(on, self.order.shop.zone),
        )


def _untouched(card: GiftCard) -> bool:
    return card.whole or card.cancelled_at is not None
