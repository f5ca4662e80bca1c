"""How an order comes to its points, in figures."""

from dataclasses import dataclass
from decimal import Decimal

from earning.models import RuleVersion
from earning.queries.entitlement import counts as order_counts
from earning.queries.entitlement import (
    earning_basis,
    is_history,
    money_of,
    multiplier_of,
)
from earning.queries.versions import rules_of
from earning.rules.formula import EarningBasis, EarningBreakdown, breakdown
from earning.rules.frozen_terms import FrozenTerms
from points.models import Lot
from points.queries.order_lots import frozen_terms_for
from shop.models import Order, OrderLine
from shop.rules.amounts import PricedLine


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line of an order with what came off it and what is ``kept`` of it."""

    row: OrderLine
    line: PricedLine
    total: Decimal
    discount: Decimal
    refunded: Decimal
    kept: Decimal


@dataclass(frozen=True, slots=True)
class PointsCalculation:
    """How an order comes to its ``points``; ``net`` is what the ledger holds for it.

    ``earns`` is whether its owner can earn, ``counts`` whether its states let it,
    ``is_history`` whether it was placed before orders earned anything.
    """

    order: Order
    version: RuleVersion
    basis: EarningBasis
    breakdown: EarningBreakdown
    lines: list[KeptLine]
    earns: bool
    is_history: bool
    counts: bool
    net: int

    @property
    def points(self) -> int:
        earns = self.earns and self.counts and not self.is_history
        return self.breakdown.points if earns else 0


def points_calculation(order: Order) -> PointsCalculation | None:
    """Answer how the order comes to its points; None for a placeholder, of which nothing is
    known yet. Queries: 6 at most.
    """
    if order.placed_at is None:
        return None
    version = rules_of(order)
    rows = list(order.lines.select_related("product").order_by("pk"))
    basis = earning_basis(order, money_of(order, rows), version)
    lots = Lot.objects.filter(order=order)
    lot = next(
        (lot for lot in lots if lot.owner_key == order.owner_key),
        None,
    )
    if lot:
        frozen = lot.frozen
    elif order.qualified_at:
        frozen = frozen_terms_for(order.customer, version)
    else:
        # It does not count yet: whether it will be a first order nobody knows.
        frozen = FrozenTerms(multiplier=multiplier_of(order.customer))
    return PointsCalculation(
        order=order,
        version=version,
        basis=basis,
        breakdown=breakdown(basis, rules=version.earning, frozen=frozen),
        lines=[
            KeptLine(row, line, line.total, line.total - net, net - left, left)
            for row, line, net, left in zip(
                rows, basis.lines, basis.counted, basis.kept, strict=True
            )
        ],
        earns=order.customer is not None and order.customer.may_earn,
        is_history=is_history(order, version),
        counts=order_counts(order, version),
        net=lot.net if lot else 0,
    )
