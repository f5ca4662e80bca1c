"""What is odd about an order that was stated. A true fact is taken in, whatever its sums:
it counts up to what is possible, and what differs is noted for staff and for the shop.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.money import CENT, ZERO
from shop.rules.amounts import OrderMoney, goods_total
from shop.rules.facts import OrderFact

REFUND_ABOVE_PAID = "refund_above_paid"
MORE_RETURNED_THAN_BOUGHT = "more_returned_than_bought"
DISCOUNT_ABOVE_GOODS = "discount_above_goods"
LINE_DISCOUNTS_ABOVE_DISCOUNT = "line_discounts_above_discount"
TOTAL_DIFFERS = "total_differs"
POINTS_NOT_SPENT = "points_not_spent"
GIFT_CARDS_ABOVE_TOTAL = "gift_cards_above_total"
GIFT_CARD_REFUND_ABOVE_PAID = "gift_card_refund_above_paid"
GIFT_CARD_PAID_BY_GIFT_CARD = "gift_card_paid_by_gift_card"
EMAIL_UNUSABLE = "email_unusable"
# Found by settling, not in what was stated.
REFUNDED_GIFT_CARD_SPENT = "refunded_gift_card_spent"


@dataclass(frozen=True, slots=True)
class Note:
    """``code`` is stable: shops program against it. ``amount`` is how much it is about,
    in the currency of the order as it was stated; signed for ``total_differs`` alone.
    """

    code: str
    amount: Decimal


def notes_on(fact: OrderFact, *, gift_cards: Collection[str] = ()) -> list[Note]:
    """All that is odd about an order. ``gift_cards``: ids of its products that are some."""
    money = fact.money
    goods, total, beyond = money.goods, money.total, money.beyond_goods
    by_lines = sum((line.discount or ZERO for line in fact.lines), ZERO)
    found = [
        *_of_discounts(money.discount, by_lines, goods),
        *_of_refunds(money, beyond),
        *_of_total(fact.total, total),
        *_of_cards(fact, gift_cards, total),
    ]
    # Amounts converted one by one miss their sum by a cent each.
    parts = len(fact.lines) + len(fact.fees) + 2
    slack = CENT * parts if fact.raw_currency else ZERO
    odd = [note for note in found if abs(note.amount) > slack]
    unusable = [Note(EMAIL_UNUSABLE, ZERO)] if fact.email_unusable else []
    return [*odd, *_of_pieces(fact), *unusable]


def _of_discounts(of_order: Decimal, by_lines: Decimal, goods: Decimal) -> Iterator[Note]:
    """The order's discount counts, or what its lines name where that is more."""
    yield Note(DISCOUNT_ABOVE_GOODS, max(max(of_order, by_lines) - goods, ZERO))
    yield Note(LINE_DISCOUNTS_ABOVE_DISCOUNT, max(by_lines - of_order, ZERO))


def _of_pieces(fact: OrderFact) -> Iterator[Note]:
    """At what these pieces cost; those that were free are a note as well."""
    if any(line.refunded_quantity > line.quantity for line in fact.lines):
        beyond = sum((line.beyond_bought for line in fact.lines), ZERO)
        yield Note(MORE_RETURNED_THAN_BOUGHT, beyond)


def _of_refunds(money: OrderMoney, beyond_goods: Decimal) -> Iterator[Note]:
    shipping = money.shipping - money.shipping_refunded
    # Refunds beyond the goods were shipping, as long as there is some left.
    above = max(max(beyond_goods, ZERO) - max(shipping, ZERO), ZERO) + max(-shipping, ZERO)
    yield Note(REFUND_ABOVE_PAID, above + sum(fee.overpaid for fee in money.fees))


def _of_total(stated: Decimal | None, total: Decimal) -> Iterator[Note]:
    if stated is not None:
        yield Note(TOTAL_DIFFERS, stated - total)


def _of_cards(
    fact: OrderFact, gift_cards: Collection[str], total: Decimal
) -> Iterator[Note]:
    """By what cards have paid and not got back: earlier figures are history."""
    if not fact.gift_cards:
        return
    back = (max(card.refunded - card.amount, ZERO) for card in fact.gift_cards)
    yield Note(GIFT_CARD_REFUND_ABOVE_PAID, sum(back, ZERO))
    paid = sum((max(card.amount - card.refunded, ZERO) for card in fact.gift_cards), ZERO)
    total = max(total, ZERO)
    yield Note(GIFT_CARDS_ABOVE_TOTAL, max(paid - total, ZERO))
    sold = [line.priced for line in fact.lines if line.product in gift_cards]
    # Whatever a card has paid beyond all other goods has paid for a card.
    for_cards = min(paid, total) - max(total - goods_total(sold), ZERO)
    yield Note(GIFT_CARD_PAID_BY_GIFT_CARD, max(for_cards, ZERO) if sold else ZERO)
