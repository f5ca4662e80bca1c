"""An order in another currency, taken in at the order's own rate."""

from dataclasses import replace
from decimal import Decimal

from core.money import to_cent
from shop.rules.facts import CardPaymentFact, FeeFact, OrderFact, OrderLineFact

_UNIT = Decimal("0.000001")


def converted(fact: OrderFact, currency: str, rate: Decimal) -> OrderFact:
    """Convert an order into ``currency``: amounts to the cent, unit prices to 6 decimals.

    ``rate``: units of the order's currency for one of ``currency``; above zero.
    """

    def money(amount: Decimal) -> Decimal:
        return to_cent(amount / rate)

    def maybe(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else money(amount)

    def price(amount: Decimal) -> Decimal:
        return (amount / rate).quantize(_UNIT)

    def line(each: OrderLineFact) -> OrderLineFact:
        bare = each.unit_price_excl_tax
        return replace(
            each,
            unit_price=price(each.unit_price),
            unit_price_excl_tax=None if bare is None else price(bare),
            refunded_amount=money(each.refunded_amount),
            discount=maybe(each.discount),
        )

    def fee(each: FeeFact) -> FeeFact:
        return replace(
            each,
            amount=money(each.amount),
            amount_excl_tax=maybe(each.amount_excl_tax),
            refunded=money(each.refunded),
        )

    def card(each: CardPaymentFact) -> CardPaymentFact:
        return replace(each, amount=money(each.amount), refunded=money(each.refunded))

    return replace(
        fact,
        currency=currency,
        raw_currency=fact.currency,
        lines=tuple(line(each) for each in fact.lines),
        fees=tuple(fee(each) for each in fact.fees),
        gift_cards=tuple(card(each) for each in fact.gift_cards),
        shipping=money(fact.shipping),
        shipping_excl_tax=maybe(fact.shipping_excl_tax),
        shipping_refunded=money(fact.shipping_refunded),
        discount=money(fact.discount),
        refunded_amount=money(fact.refunded_amount),
        total=maybe(fact.total),
    )
