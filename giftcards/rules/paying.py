"""Gift cards pay what a cart comes to. They lower no price and no tax base.

A card pays goods and shipping, but never another card: else a balance would outlive its
own validity, and be refilled by anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from shop.rules.code_history import Claim
from vouchers.rules.cart import CartItem, RefusalReason
from vouchers.rules.pricing import CodeRefusal, Price


@dataclass(frozen=True, slots=True, kw_only=True)
class PayingCard:
    """What a cart may still take of it. ``minimum``: goods before any discount."""

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
    cards: Iterable[PayingCard], items: Sequence[CartItem], quote: Price
) -> tuple[list[CardPayment], list[CodeRefusal]]:
    """What each card pays of the priced cart; the others, and why they pay nothing."""
    goods = sum((item.total for item in items if not item.gift_card), ZERO)
    due = payable(items, quote)
    payments: list[CardPayment] = []
    refused: list[CodeRefusal] = []
    for card in sorted(cards, key=lambda card: card.rank):
        if card.minimum > goods:
            missing = card.minimum - goods
            refused.append(CodeRefusal(card.code, RefusalReason.BELOW_MINIMUM, missing))
        elif not due:
            refused.append(CodeRefusal(card.code, RefusalReason.NOTHING_TO_PAY))
        else:
            payments.append(CardPayment(card.code, min(card.left, due)))
            due -= payments[-1].amount
    return payments, refused


def payable(items: Sequence[CartItem], quote: Price) -> Decimal:
    """Goods net of their discounts, and shipping; gift cards that are bought left out."""
    bought = {item.id for item in items if item.gift_card}
    goods = (line.total for line in quote.lines if line.id not in bought)
    return sum(goods, quote.shipping)


def pieces_kept(quantity: int, refunded: int, returned: Decimal, price: Decimal) -> int:
    """How many cards of a line were not given back, by pieces or by their whole price."""
    if not refunded and returned and price:
        refunded = int(returned // price)
    return max(quantity - refunded, 0)


@dataclass(frozen=True, slots=True)
class CardClaim:
    """So much of a card that an order says it was paid with, since then."""

    order: int
    purchase: str
    claim: Claim


def share(
    there: Decimal,
    claims: Iterable[CardClaim],
    has: Mapping[int, Decimal],
    *,
    single_use: bool,
) -> dict[int, Decimal]:
    """What each order should have of a card with so much on it: the earliest claim first,
    each whole or not at all. Of two of one instant the one that has something keeps it.

    A card for one order is for one purchase: the first that is paid with it.
    """
    due: dict[int, Decimal] = {}
    purchase = ""
    for each in sorted(claims, key=lambda each: _rank(each, has)):
        if single_use and purchase and each.purchase != purchase:
            continue
        if 0 < each.claim.amount <= there:
            there -= each.claim.amount
            due[each.order] = due.get(each.order, ZERO) + each.claim.amount
            purchase = each.purchase
    return due


def _rank(
    each: CardClaim, has: Mapping[int, Decimal]
) -> tuple[datetime, datetime, bool, int]:
    claim = each.claim
    return claim.since, claim.stated_at, not has.get(each.order), each.order
