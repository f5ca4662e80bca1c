"""Which card of an order is which piece that it has bought."""

from collections.abc import Callable, Sequence
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


def _same_price(card: OwnCard, piece: BoughtPiece) -> bool:
    return (card.product, card.amount) == (piece.product, piece.amount)


# What makes a card a piece's card, the surest sign first. The last two never let a card be
# made as long as a spent one has no piece: it stands for whatever was bought instead.
_SIGNS: Sequence[Callable[[OwnCard, BoughtPiece], bool]] = (
    lambda card, piece: card.line == piece.line and _same_price(card, piece),
    # Shops number their lines anew: the line's id alone says nothing.
    _same_price,
    lambda card, piece: card.spent and card.product == piece.product,
    lambda card, _piece: card.spent,
)


def matched(pieces: Sequence[BoughtPiece], cards: Sequence[OwnCard]) -> Match:
    """Give each card the piece that it fits best, and say which are left over.

    Spent cards choose first, for they stay whatever happens; then the lowest piece.
    """
    waiting = list(pieces)
    left = sorted(cards, key=lambda card: (not card.spent, card.piece, card.key))
    kept: list[tuple[int, BoughtPiece]] = []
    for fits in _SIGNS:
        for card in list(left):
            piece = next((each for each in waiting if fits(card, each)), None)
            if piece:
                kept.append((card.key, piece))
                waiting.remove(piece)
                left.remove(card)
    return Match(kept, [card.key for card in left], waiting)
