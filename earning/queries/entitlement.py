"""What an order should have earned under a version of the rules."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from earning.models import RuleVersion
from earning.rules import formula
from earning.rules.formula import is_counting
from earning.rules.frozen_terms import FrozenTerms
from shop.models import Customer, Order, OrderLine
from shop.rules.amounts import PricedLine


def entitlement(
    order: Order,
    lines: Iterable[PricedLine],
    version: RuleVersion,
    frozen: FrozenTerms,
) -> int:
    """Answer the points that the order should have earned, if its owner earns at all."""
    if not counts(order, version) or is_history(order, version):
        return 0
    basis = earning_basis(order, list(lines), version)
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
    order: Order, lines: Sequence[PricedLine], version: RuleVersion
) -> formula.EarningBasis:
    """Gather what the formula needs of the order. ``lines``: those of the order."""
    assert order.placed_at is not None, "an order that was stated was placed"
    return formula.EarningBasis(
        lines=lines,
        placed_at=order.placed_at,
        discount=order.discount,
        vouchers_earn=version.vouchers_earn,
        refunded_amount=order.refunded_amount,
        shipping=order.shipping,
        shipping_excl_tax=order.shipping_excl_tax,
        shipping_refunded=order.shipping_refunded,
        fees=order.earning_fees("amount"),
        fees_excl_tax=order.earning_fees("amount_excl_tax"),
        country=order.country,
    )


def priced_lines(
    order: Order, lines: Iterable[OrderLine] | None = None
) -> list[PricedLine]:
    """Answer the lines as arithmetic sees them. Queries: 1 where ``lines`` is None."""
    return [line.priced for line in (order.lines.all() if lines is None else lines)]


def multiplier_of(owner: Customer | None) -> Decimal:
    """Answer the multiplier of the owner's group, which an order freezes when it is first
    settled; 1 without a group.
    """
    # Of the group as it is now: the tier is reviewed after the points, so that an order
    # earns by the tier held before it.
    return owner.group.points_multiplier if owner and owner.group else Decimal(1)
