"""What became of the vouchers issued in a period, up to today.

Each voucher is in one place: used (by one order at least, or its remainder was), cancelled,
expired, or still open. A remainder is no voucher of its own here: what it gives belongs to
the voucher it is left of. Archived ones count as ever. An order that has two vouchers
counts for the origin of each, and once in the total.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from core.money import ZERO
from core.periods import Period
from core.sql import Fragment, fetch
from shop.models import Shop
from vouchers.queries.turnover import KEPT


class GroupBy(StrEnum):
    """What the vouchers are told apart by: the column of that name."""

    ORIGIN = "origin"
    BUDGET = "budget_id"


class RedemptionStatus(StrEnum):
    USED = "used"
    OPEN = "open"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherResult:
    """``key`` is the origin, or the budget's primary key; None for vouchers without one.

    ``given`` is what the vouchers took off goods, ``turnover`` what was paid for the goods
    of the orders that have them, tax included: discounts and refunds off, shipping left
    out.
    """

    key: str | None
    issued: int = 0
    used: int = 0
    open: int = 0
    expired: int = 0
    cancelled: int = 0
    given: Decimal = ZERO
    turnover: Decimal = ZERO

    @property
    def conversion(self) -> Decimal:
        """In percent, to one decimal."""
        if not self.issued:
            return Decimal(0)
        return round(Decimal(100 * self.used) / self.issued, 1)


@dataclass(frozen=True, slots=True)
class VoucherStatistics:
    results: list[VoucherResult]
    total: VoucherResult


# Something of it has been used, as it is or under the code of its remainder.
_USED = Q(used__gt=0) | Q(reissued__gt=0)

# 1. the vouchers issued in the period, each with what became of it; 2. those used with
# all their remainders; 3. the orders that have them; 4. what was paid for these and kept;
# 5. discounts, turnover and counts by key, and over all. The rows of the total carry a flag
# of their own, for a key may be empty: vouchers without a budget are a group, too.
_STATISTICS = Fragment("""
    WITH RECURSIVE voucher AS (
        SELECT id, coalesce({by}::text, '') AS key,
               CASE WHEN used > 0 OR reissued > 0 THEN 'used'
                    WHEN cancelled_at IS NOT NULL THEN 'cancelled'
                    WHEN valid_until <= %(now)s THEN 'expired'
                    ELSE 'open' END AS status
        FROM vouchers_voucher
        WHERE shop_id = %(shop)s AND remainder_of_id IS NULL
          AND issued_at >= %(first)s AND issued_at < %(end)s
    ), chain AS (
        SELECT id, key FROM voucher WHERE status = 'used'
        UNION ALL
        SELECT remainder.id, chain.key
        FROM chain
        JOIN vouchers_voucher remainder ON remainder.remainder_of_id = chain.id
    ), use AS (
        SELECT chain.key, has.order_id, has.amount
        FROM chain JOIN vouchers_voucheruse has ON has.voucher_id = chain.id
    ), kept AS ({kept}),
    sold AS (
        SELECT key, 0 AS total, sum(kept.amount) AS turnover
        FROM (SELECT DISTINCT key, order_id FROM use) each JOIN kept USING (order_id)
        GROUP BY key
        UNION ALL
        SELECT NULL, 1, sum(amount) FROM kept
    ), given AS (
        SELECT key, GROUPING(key) AS total, sum(amount) AS given
        FROM use GROUP BY GROUPING SETS ((key), ())
    ), made AS (
        SELECT key, GROUPING(key) AS total, count(*) AS issued,
               count(*) FILTER (WHERE status = 'used') AS used,
               count(*) FILTER (WHERE status = 'open') AS open,
               count(*) FILTER (WHERE status = 'expired') AS expired,
               count(*) FILTER (WHERE status = 'cancelled') AS cancelled
        FROM voucher GROUP BY GROUPING SETS ((key), ())
    )
    SELECT made.total = 1, made.key, issued, used, open, expired, cancelled,
           coalesce(given, 0.00), coalesce(turnover, 0.00)
    FROM made
    LEFT JOIN given ON given.total = made.total
                   AND coalesce(given.key, '') = coalesce(made.key, '')
    LEFT JOIN sold ON sold.total = made.total
                  AND coalesce(sold.key, '') = coalesce(made.key, '')
    ORDER BY made.total, issued DESC, made.key
""").fill(kept=KEPT.fill(orders="SELECT order_id FROM use"))


def statistics(shop: Shop, period: Period, by: GroupBy, now: datetime) -> VoucherStatistics:
    """Answer what became of the vouchers issued in the period, by origin or budget, those
    with the most vouchers first. Queries: 1.
    """
    first, end = period.bounds(shop.zone)
    statement = _STATISTICS.fill(by=by.value)
    names = ["issued", "used", "open", "expired", "cancelled", "given", "turnover"]
    results, total = [], VoucherResult(key=None)
    for is_total, key, *figures in fetch(
        statement.given(shop=shop.pk, first=first, end=end, now=now)
    ):
        result = VoucherResult(key=key or None, **dict(zip(names, figures, strict=True)))
        if is_total:
            total = result
        else:
            results.append(result)
    return VoucherStatistics(results, total)


def with_redemption_status(redemption_status: RedemptionStatus, now: datetime) -> Q:
    """Answer the condition for vouchers that the statistics count under this status."""
    unused = ~_USED
    return {
        RedemptionStatus.USED: _USED,
        RedemptionStatus.CANCELLED: unused & Q(cancelled_at__isnull=False),
        RedemptionStatus.EXPIRED: unused & Q(cancelled_at=None, valid_until__lte=now),
        RedemptionStatus.OPEN: unused & Q(cancelled_at=None, valid_until__gt=now),
    }[redemption_status]


def issued_in(period: Period, shop: Shop) -> Q:
    """Answer the condition for the shop's vouchers of a period, without remainders."""
    first, end = period.bounds(shop.zone)
    return Q(shop=shop, remainder_of=None, issued_at__gte=first, issued_at__lt=end)
