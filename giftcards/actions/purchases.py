"""Settle the cards that an order has bought: those it has paid for and not returned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.days import close_of, local_day, months_after
from core.money import ZERO, to_cent
from giftcards.actions.ledger import lock, post
from giftcards.actions.making import CardDelivery, NewCard, delivered_at, issue, row_of
from giftcards.models import CardMovement, CardTerms, GiftCard
from giftcards.queries.finding import terms_of
from giftcards.rules.matching import BoughtPiece, Match, OwnCard, matched
from giftcards.rules.paying import pieces_kept
from shop.actions.orders import note
from shop.models import Order, OrderLine
from shop.models.order_case import OrderCase
from shop.rules.notes import REFUNDED_GIFT_CARD_SPENT

# Of one order line; whoever needs more has a file made.
MOST_PIECES = 1_000

_CANCEL = CardMovement.Kind.CANCEL


def settle_bought(case: OrderCase) -> list[GiftCard]:
    """Bring the cards of the order to those it is entitled to: the pieces that it bought
    and keeps, once it counts. Idempotent. Answers the cards that are new or live again.

    A card of which something was spent is not taken back, and staff see it; one that was
    taken back, and is paid for again, lives again under its own code. Queries: 1 where no
    card was bought, and none for an order that is new as well.
    """
    order = case.order
    bought = [line for line in case.lines if line.gift_card]
    bought = [line for line in bought if line.quantity <= MOST_PIECES]
    # Found first, then locked: nearly every order has bought none, and locks nothing.
    rows = GiftCard.objects.filter(order=order).order_by()
    keys = [] if case.new else list(rows.values_list("pk", flat=True))
    if not bought and not keys:
        return []
    cards = lock(order.shop_id, [], keys) if keys else []
    # 1. Which pieces are paid for, and which card is which piece?
    match = _match(bought if case.counts else [], cards)
    # 2. What no piece is paid for any more is taken back, as far as nothing was spent.
    by_key = {card.pk: card for card in cards}
    by_line = {line.external_id: line for line in bought}
    purchases = _Purchases(order, by_line, case.author, case.now)
    over = [by_key[key] for key in match.left_over]
    purchases.withdraw(over)
    # 3. Cards that were taken back live again; only then new ones are made.
    made = purchases.keep([(by_key[key], piece) for key, piece in match.kept], cards)
    made += purchases.issue_all(match.to_issue, cards)
    # 4. Staff see what was spent of cards that are not paid for any more.
    spent = sum((card.amount - card.balance for card in over if _is_out(card)), ZERO)
    note(order=order, code=REFUNDED_GIFT_CARD_SPENT, amount=spent)
    return made


def _match(bought: Iterable[OrderLine], cards: Iterable[GiftCard]) -> Match:
    """Match the pieces of these lines that were not returned with the cards there are. By
    product and price first, for a shop may number its lines anew with every change.
    """
    pieces: list[BoughtPiece] = []
    for line in bought:
        kept = pieces_kept(
            line.quantity, line.refunded_quantity, line.refunded_amount, line.unit_price
        )
        price = to_cent(line.unit_price)
        pieces += [BoughtPiece(line.external_id, line.product_id, price)] * kept
    own = [
        OwnCard(
            card.pk,
            card.line,
            card.product_id,
            card.amount,
            card.piece or 0,
            spent=_is_out(card),
        )
        for card in cards
    ]
    return matched(pieces, own)


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
        """Take back those of which nothing was spent, as of the statement that returned
        them: an order that had named a card before that could still be paid with it.
        """
        for card in cards:
            if card.whole:
                self._post(card, -1)
                card.cancelled_at = min(self.order.updated_at or self.now, self.now)
                card.save(update_fields=["cancelled_at"])

    def keep(
        self, kept: Sequence[tuple[GiftCard, BoughtPiece]], cards: Sequence[GiftCard]
    ) -> list[GiftCard]:
        """Give each card the line of its piece, and put its money back onto one that was
        taken back. Answers those that live again.
        """
        revived = []
        for card, piece in kept:
            if card.line != piece.line:
                card.line, card.piece = piece.line, _next_piece(piece.line, cards)
                card.save(update_fields=["line", "piece"])
            # What staff have cancelled stays so.
            if card.cancelled_at and not card.cancelled_by:
                # The row first: a card that is cancelled must be empty, says a constraint.
                card.cancelled_at = None
                card.save(update_fields=["cancelled_at"])
                self._post(card, 1)
                revived.append(card)
        return revived

    def issue_all(
        self, pieces: Iterable[BoughtPiece], cards: Sequence[GiftCard]
    ) -> list[GiftCard]:
        """Make a card for each piece. None for a line that costs nothing, nor where the
        shop made its cards itself when the order began to count.
        """
        made: list[GiftCard] = []
        terms: dict[str, CardTerms | None] = {}
        began, at = self.order.qualified_at, self.order.earned_at
        for piece in pieces:
            if began is None or at is None or not piece.amount:
                continue
            line = self.lines[piece.line]
            # Asked once a line, not once a piece.
            if piece.line not in terms:
                terms[piece.line] = terms_of(self.order.shop, line.product_id)
            found = terms[piece.line]
            if found and began >= found.since:
                number = _next_piece(piece.line, [*cards, *made])
                made.append(self._issue(line, number, found, at))
        return made

    def _post(self, card: GiftCard, sign: int) -> None:
        amount = sign * card.amount
        post(card, _CANCEL, amount, author=self.author, now=self.now)

    def _issue(
        self, line: OrderLine, piece: int, terms: CardTerms, at: datetime
    ) -> GiftCard:
        """``at``: when the order was paid. Validity runs from then, not from now."""
        shop, buyer, said = self.order.shop, self.order.customer, line.gift
        day = said.get("deliver_on")
        on = date.fromisoformat(day) if day else None
        last = months_after(local_day(at, shop.zone), terms.validity)
        making = NewCard(
            amount=to_cent(line.unit_price),
            valid_until=close_of(last, shop.zone),
            gift=CardDelivery(
                sender=buyer.first_name if buyer else "",
                recipient=said.get("name", ""),
                email=said.get("email", ""),
                message=said.get("message", ""),
                deliver_at=delivered_at(on, shop.zone),
            ),
        )
        row = row_of(shop, making, terms, self.author, self.now)
        row.valid_from, row.order = at, self.order
        row.line, row.piece, row.product_id = line.external_id, piece, line.product_id
        return issue(row, self.author, at)


def _next_piece(line: str, cards: Iterable[GiftCard]) -> int:
    # Numbers of cancelled cards stay taken: a card keeps its own if it lives again.
    taken = [card.piece or 0 for card in cards if card.line == line]
    return max(taken, default=0) + 1
