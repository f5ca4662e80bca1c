"""What an order should have earned under a version of the rules."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from earning.models import RuleVersion
from earning.rules import formula
from earning.rules.formula import is_counting
from earning.rules.frozen_terms import FrozenTerms
from shop.models import Customer, Order, OrderLine
from shop.rules.amounts import OrderMoney


def entitlement(
    order: Order, money: OrderMoney, version: RuleVersion, frozen: FrozenTerms
) -> int:
    """Answer the points that the order should have earned, if its owner earns at all."""
    if not counts(order, version) or is_history(order, version):
        return 0
    basis = earning_basis(order, money, version)
    return formula.points_of(basis, rules=version.earning, frozen=frozen)


def counts(order: Order, version: RuleVersion) -> bool:
    """Whether the states that the order has been in make it count."""
    seen = {state: datetime.fromisoformat(at) for state, at in order.states_seen.items()}
    return order.qualified_at is not None and is_counting(seen, version.earning)


def is_history(order: Order, version: RuleVersion) -> bool:
    """Whether the order was placed before its shop's orders earn points at all. Queries: 0.

    The version knows the shop: the order would have to look it up.
    """
    since = version.shop.earns_since
    return since is not None and order.placed_at is not None and order.placed_at < since


def earning_basis(
    order: Order, money: OrderMoney, version: RuleVersion
) -> formula.EarningBasis:
    """Gather what the formula needs of the order."""
    assert order.placed_at is not None, "an order that was stated was placed"
    return formula.EarningBasis(
        money=money,
        placed_at=order.placed_at,
        country=order.country,
        vouchers_earn=version.vouchers_earn,
    )


def money_of(order: Order, lines: Iterable[OrderLine] | None = None) -> OrderMoney:
    """Answer what is paid and kept of the order. Queries: 1 where ``lines`` is None."""
    rows = order.lines.all() if lines is None else lines
    return order.money([line.priced for line in rows])


def multiplier_of(owner: Customer | None) -> Decimal:
    """Answer the multiplier of the owner's group, which an order freezes when it is first
    settled; 1 without a group.
    """
    # Of the group as it is now: the tier is reviewed after the points, so that an order
    # earns by the tier held before it.
    return owner.group.points_multiplier if owner and owner.group else Decimal(1)
