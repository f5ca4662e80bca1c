"""Which card of an order is which piece that it has bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BoughtPiece:
    """One piece of a line that was paid for and not given back."""

    line: str
    product: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card that was made for the order. ``spent``: something of it is gone."""

    key: int
    line: str
    product: int | None
    amount: Decimal
    piece: int
    spent: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Cards by key, each with its piece; those without one; pieces without a card."""

    kept: Sequence[tuple[int, BoughtPiece]]
    left_over: Sequence[int]
    to_issue: Sequence[BoughtPiece]


def matched(pieces: Sequence[BoughtPiece], cards: Sequence[OwnCard]) -> Match:
    """Cards that are spent come first, for they stay whatever happens; of the others the
    first piece. A line's id says least: shops number their lines anew.

    Never is a card made as long as a spent one has no piece: it stands for whatever was
    bought instead, at whatever price.
    """
    waiting = list(pieces)
    left = sorted(cards, key=lambda card: (not card.spent, card.piece, card.key))
    kept: list[tuple[int, BoughtPiece]] = []
    for fits in (_same_line, _same_price, _spent_on_product, _spent):
        for card in list(left):
            piece = next((each for each in waiting if fits(card, each)), None)
            if piece:
                kept.append((card.key, piece))
                waiting.remove(piece)
                left.remove(card)
    return Match(kept, [card.key for card in left], waiting)


def _same_price(card: OwnCard, piece: BoughtPiece) -> bool:
    return (card.product, card.amount) == (piece.product, piece.amount)


def _same_line(card: OwnCard, piece: BoughtPiece) -> bool:
    return card.line == piece.line and _same_price(card, piece)


def _spent_on_product(card: OwnCard, piece: BoughtPiece) -> bool:
    return card.spent and card.product == piece.product


def _spent(card: OwnCard, _piece: BoughtPiece) -> bool:
    return card.spent
