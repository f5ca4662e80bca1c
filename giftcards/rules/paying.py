"""What gift cards pay of a priced cart. They lower no price and no tax base.

A card pays goods and shipping, but never another card: else a balance would outlive its
own validity, and be refilled by anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from core.quantities import Quantity
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
    """Answer what each card pays of the cart, and why each other pays nothing."""
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
    """Sum goods net of their discounts, and shipping, without gift cards in the cart."""
    bought = {item.id for item in items if item.gift_card}
    goods = (line.total for line in quote.lines if line.id not in bought)
    return sum(goods, quote.shipping)


def pieces_kept(
    quantity: Quantity, refunded: Quantity, returned: Decimal, price: Decimal
) -> int:
    """Count the cards of a line that were not returned. Some shops say pieces, some only an
    amount: then each whole price that was returned is a piece. A part of a card is none.
    """
    if not refunded and returned and price:
        refunded = int(returned // price)
    return int(max(quantity - refunded, 0))


@dataclass(frozen=True, slots=True)
class CardClaim:
    """So much of a card that an order (its primary key) says it was paid with, since then.
    ``purchase`` is one for all parts of an order that the shop has split.
    """

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
    """Deal out what is on a card, by order: the earliest claim first, each whole or not at
    all.

    ``has``: what each order has of it now. A card for one order (``single_use``) is for one
    purchase: the first that is paid with it.
    """
    due: dict[int, Decimal] = {}
    purchase = ""
    # Of two claims of one instant the order that has something keeps it, so that settling
    # again moves nothing; else the older row.
    by_rank = sorted(
        claims,
        key=lambda each: (
            each.claim.since,
            each.claim.stated_at,
            not has.get(each.order),
            each.order,
        ),
    )
    for each in by_rank:
        if single_use and purchase and each.purchase != purchase:
            continue
        if 0 < each.claim.amount <= there:
            there -= each.claim.amount
            due[each.order] = due.get(each.order, ZERO) + each.claim.amount
            purchase = each.purchase
    return due
