"""Gift cards pay what a basket comes to. They lower no price and no tax base.

A card pays goods and shipping, but never another card: else a balance would outlive its
own validity, and be refilled by anybody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from vouchers.rules.basket import Item, Reason
from vouchers.rules.pricing import Quote, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a basket may still take of it. ``minimum``: goods before any discount."""

    code: str
    left: Decimal
    minimum: Decimal = ZERO
    ends: datetime

    @property
    def rank(self) -> tuple[datetime, str]:
        """The one that ends first pays first."""
        return self.ends, self.code.upper()


@dataclass(frozen=True, slots=True)
class CardPayment:
    code: str
    amount: Decimal


def pay(
    cards: Iterable[Card], items: Sequence[Item], quote: Quote
) -> tuple[list[CardPayment], list[Refusal]]:
    """What each card pays of the priced basket; the others, and why they pay nothing."""
    goods = sum((item.total for item in items if not item.gift_card), ZERO)
    due = payable(items, quote)
    payments: list[CardPayment] = []
    refused: list[Refusal] = []
    for card in sorted(cards, key=lambda card: card.rank):
        if card.minimum > goods:
            missing = card.minimum - goods
            refused.append(Refusal(card.code, Reason.BELOW_MINIMUM, missing))
        elif not due:
            refused.append(Refusal(card.code, Reason.NOTHING_TO_PAY))
        else:
            payments.append(CardPayment(card.code, min(card.left, due)))
            due -= payments[-1].amount
    return payments, refused


def payable(items: Sequence[Item], quote: Quote) -> Decimal:
    """Goods net of their discounts, and shipping; gift cards that are bought left out."""
    bought = {item.id for item in items if item.gift_card}
    goods = (line.total for line in quote.lines if line.id not in bought)
    return sum(goods, quote.shipping)


def pieces_kept(quantity: int, refunded: int, returned: Decimal, price: Decimal) -> int:
    """How many cards of a line were not given back, by pieces or by their whole price."""
    if not refunded and returned and price:
        refunded = int(returned // price)
    return max(quantity - refunded, 0)
