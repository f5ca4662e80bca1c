"""An order has the cards it has paid for and not given back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.days import close_of, local_day, months_after
from core.money import ZERO, to_cent
from giftcards.actions.ledger import lock, post
from giftcards.actions.making import CardDelivery, NewCard, delivered_at, issue, row_of
from giftcards.models import CardMovement, CardTerms, GiftCard
from giftcards.queries.finding import terms_of
from giftcards.rules.matching import BoughtPiece, OwnCard, matched
from giftcards.rules.paying import pieces_kept
from shop.actions.orders import note
from shop.models import Order, OrderLine
from shop.models.order_case import OrderCase
from shop.rules.notes import REFUNDED_GIFT_CARD_SPENT

# Of one order line; whoever needs more has a file made.
MOST_PIECES = 1_000

_CANCEL = CardMovement.Kind.CANCEL


def settle_bought(case: OrderCase) -> list[GiftCard]:
    """Let the order have the cards it is entitled to: those it bought, once it counts.
    Idempotent.

    A card of which something was spent is not taken back, and staff see it; one that was,
    and is paid for again, lives again under its own code. Answers the cards that are new or
    live again. One query where no card was bought.
    """
    order, lines = case.order, case.lines
    bought = [line for line in lines if line.gift_card and line.quantity <= MOST_PIECES]
    cards = [] if case.new else _lock_bought(order)
    if not bought and not cards:
        return []
    # 1. Which pieces are paid for, and which card is which piece? By product and price,
    #    for a shop may number its lines anew with every change.
    pieces = [piece for line in bought for piece in _pieces(line, gives=case.counts)]
    by_key = {card.pk: card for card in cards}
    match = matched(pieces, [_own(card) for card in cards])
    # 2. What no piece is paid for any more is taken back, as far as nothing was spent.
    by_line = {line.external_id: line for line in bought}
    purchases = _Purchases(order, by_line, case.author, case.now)
    over = [by_key[key] for key in match.left_over]
    purchases.withdraw(over)
    # 3. Cards that were taken back live again; only then new ones are made.
    made = purchases.keep([(by_key[key], piece) for key, piece in match.kept], cards)
    made += purchases.issue_all(match.to_issue, cards)
    spent = sum((card.amount - card.balance for card in over if _is_out(card)), ZERO)
    note(order=order, code=REFUNDED_GIFT_CARD_SPENT, amount=spent)
    return made


def _lock_bought(order: Order) -> list[GiftCard]:
    rows = GiftCard.objects.filter(order=order).order_by()
    found = list(rows.values_list("pk", flat=True))
    return lock(order.shop_id, [], found) if found else []


def _pieces(line: OrderLine, *, gives: bool) -> list[BoughtPiece]:
    """One for each piece of the line that was not given back."""
    kept = pieces_kept(
        line.quantity, line.refunded_quantity, line.refunded_amount, line.unit_price
    )
    piece = BoughtPiece(line.external_id, line.product_id, to_cent(line.unit_price))
    return [piece] * (kept if gives else 0)


def _own(card: GiftCard) -> OwnCard:
    return OwnCard(
        card.pk,
        card.line,
        card.product_id,
        card.amount,
        card.piece or 0,
        spent=_is_out(card),
    )


def _is_out(card: GiftCard) -> bool:
    """Something of it was spent: it stays, whatever becomes of its order."""
    return not card.whole and card.cancelled_at is None


@dataclass(frozen=True, slots=True)
class _Purchases:
    order: Order
    lines: dict[str, OrderLine]
    author: str
    now: datetime

    def withdraw(self, cards: Iterable[GiftCard]) -> None:
        """With the instant of the statement that gave them back: what had named a card
        before that could still be paid with it.
        """
        for card in cards:
            if card.whole:
                self._post(card, -1)
                card.cancelled_at = min(self.order.updated_at or self.now, self.now)
                card.save(update_fields=["cancelled_at"])

    def keep(
        self, kept: Sequence[tuple[GiftCard, BoughtPiece]], cards: Sequence[GiftCard]
    ) -> list[GiftCard]:
        """Those of them that live again."""
        for card, piece in kept:
            if card.line != piece.line:
                card.line, card.piece = piece.line, _next_piece(piece.line, cards)
                card.save(update_fields=["line", "piece"])
        return [card for card, _piece in kept if self._revive(card)]

    def issue_all(
        self, pieces: Iterable[BoughtPiece], cards: Sequence[GiftCard]
    ) -> list[GiftCard]:
        made: list[GiftCard] = []
        terms: dict[str, CardTerms | None] = {}
        for piece in pieces:
            line = self.lines[piece.line]
            if piece.line not in terms:
                terms[piece.line] = self._terms(line)
            if found := terms[piece.line]:
                number = _next_piece(piece.line, [*cards, *made])
                made.append(self._issue(line, number, found))
        return made

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
        row.line, row.piece, row.product_id = line.external_id, piece, line.product_id
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


def _next_piece(line: str, cards: Iterable[GiftCard]) -> int:
    taken = [card.piece or 0 for card in cards if card.line == line]
    return max(taken, default=0) + 1
