"""What is kept of a stated order, as the books see it."""

from decimal import Decimal

from core.money import ZERO
from shop.rules.amounts import goods_kept, shipping_kept
from shop.rules.facts import OrderFact


def kept_of(fact: OrderFact) -> Decimal:
    lines = [line.priced for line in fact.lines]
    goods = goods_kept(lines, discount=fact.discount, refunded_amount=fact.refunded_amount)
    shipping = shipping_kept(
        lines,
        discount=fact.discount,
        refunded_amount=fact.refunded_amount,
        shipping=fact.shipping,
        shipping_refunded=fact.shipping_refunded,
    )
    fees = sum((fee.amount - fee.refunded for fee in fact.fees), ZERO)
    return sum(goods, ZERO) + shipping + fees
