"""What is kept of a stated order, as the books see it."""

from decimal import Decimal

from shop.rules.facts import OrderFact


def kept_of(fact: OrderFact) -> Decimal:
    return fact.money.total_kept
