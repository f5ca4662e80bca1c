"""Audit of the ledger: each check is one statement that yields nothing where the ledger is
consistent.
"""

from collections.abc import Iterator

from core.audit import Inconsistency, run_checks
from core.chain_sql import broken


def inconsistencies() -> Iterator[Inconsistency]:
    """Yield each disagreement inside the ledger, check by check. Queries: 1 per check."""
    return run_checks(CHECKS)


# Each returns rows of (subject, what was found).
CHECKS = {
    "no movement was changed": broken("points_movement", of="account_id"),
    "an account holds what its lots hold": """
        SELECT 'account ' || account.customer_id,
               account.points || ' points, its lots hold '
               || coalesce(sum(lot.remaining), 0)
        FROM points_account account
        LEFT JOIN points_lot lot ON lot.account_id = account.customer_id
        GROUP BY account.customer_id
        HAVING account.points <> coalesce(sum(lot.remaining), 0)
    """,
    "a lot holds what its entries leave": """
        SELECT 'lot ' || lot.id,
               lot.remaining || ' points, its entries leave '
               || coalesce(sum(entry.points), 0)
        FROM points_lot lot
        LEFT JOIN points_ledgerentry entry ON entry.lot_id = lot.id
        GROUP BY lot.id
        HAVING lot.remaining <> coalesce(sum(entry.points), 0)
    """,
    "a debt is what its entries leave": """
        SELECT 'account ' || account.customer_id,
               'debt ' || account.debt || ', its entries leave '
               || -coalesce(sum(entry.points), 0)
        FROM points_account account
        LEFT JOIN points_movement movement ON movement.account_id = account.customer_id
        LEFT JOIN points_ledgerentry entry
               ON entry.movement_id = movement.id AND entry.lot_id IS NULL
        GROUP BY account.customer_id
        HAVING account.debt <> -coalesce(sum(entry.points), 0)
    """,
    "a movement is the sum of its entries": """
        SELECT 'movement ' || movement.source,
               movement.points || ' points, its entries say '
               || coalesce(sum(entry.points), 0)
        FROM points_movement movement
        LEFT JOIN points_ledgerentry entry ON entry.movement_id = movement.id
        GROUP BY movement.id
        HAVING movement.points <> coalesce(sum(entry.points), 0)
    """,
    "a movement moves something": """
        SELECT 'movement ' || movement.source, 'neither an entry nor an adjustment'
        FROM points_movement movement
        WHERE movement.adjustment = 0
          AND NOT EXISTS (SELECT FROM points_ledgerentry WHERE movement_id = movement.id)
    """,
    # Numbers without a gap: a row that was removed by hand cannot hide.
    "movements follow each other without a gap": """
        SELECT 'movement ' || source,
               'number ' || number || ' after ' || before
               || ', balance ' || balance || ' after ' || balance_before
               || ' and ' || points
        FROM (
            SELECT *, coalesce(lag(number) OVER written, 0) AS before,
                   coalesce(lag(balance) OVER written, 0) AS balance_before
            FROM points_movement
            WINDOW written AS (PARTITION BY account_id ORDER BY number)
        ) movement
        WHERE number <> before + 1 OR balance <> balance_before + points
    """,
    # LATERAL: one look into the index per account, not a sort of all movements.
    "an account agrees with its last movement": """
        SELECT 'account ' || account.customer_id,
               account.moves || ' movements and ' || account.points - account.debt
               || ' points, the last is number ' || coalesce(last.number, 0)
               || ' and left ' || coalesce(last.balance, 0)
        FROM points_account account
        LEFT JOIN LATERAL (
            SELECT number, balance FROM points_movement
            WHERE account_id = account.customer_id ORDER BY number DESC LIMIT 1
        ) last ON true
        WHERE account.moves <> coalesce(last.number, 0)
           OR account.points - account.debt <> coalesce(last.balance, 0)
    """,
    # An adjustment counts as moved with its sign reversed: see Movement.
    "the net of an order's lot is the sum of its movements": """
        SELECT 'lot ' || lot.id || ' of order ' || lot.order_id,
               lot.issued - lot.clawed_back - lot.expired_counted - lot.written_off
               || ' net, its movements say ' || coalesce(moved.points, 0)
        FROM points_lot lot
        LEFT JOIN (
            SELECT lot_id, sum(points - adjustment) AS points
            FROM points_movement WHERE kind = 'settle' GROUP BY lot_id
        ) moved ON moved.lot_id = lot.id
        WHERE lot.order_id IS NOT NULL
          AND lot.issued - lot.clawed_back - lot.expired_counted - lot.written_off
              <> coalesce(moved.points, 0)
    """,
    "a lot has what expired of it and what it issued from its entries": """
        SELECT 'lot ' || lot.id,
               'expired ' || lot.expired || ', issued ' || lot.issued
               || '; its entries say ' || coalesce(recorded.expired, 0)
               || ' and ' || coalesce(recorded.issued, 0)
        FROM points_lot lot
        LEFT JOIN (
            SELECT lot_id, -sum(points) FILTER (WHERE kind = 'expire') AS expired,
                   sum(points) FILTER (
                       WHERE kind = 'earn' OR kind = 'adjust' AND points > 0) AS issued
            FROM points_ledgerentry GROUP BY lot_id
        ) recorded ON recorded.lot_id = lot.id
        WHERE lot.expired <> coalesce(recorded.expired, 0)
           OR lot.issued <> coalesce(recorded.issued, 0)
    """,
    # ``Order.earned_at``, in SQL. A former owner's lot holds nothing of it any more.
    "points of an order live from when it was paid": """
        SELECT 'order ' || shop_order.external_id,
               'paid ' || earned.at || ', its points live from ' || lot.activates_at
        FROM points_lot lot
        JOIN shop_order ON shop_order.id = lot.order_id
        JOIN earning_ruleversion rules ON rules.id = lot.rules_id
        JOIN shop_customer holder ON holder.id = lot.account_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN shop_order.qualified_at <> shop_order.placed_at
                        THEN shop_order.qualified_at
                        ELSE coalesce(shop_order.paid_at,
                                      greatest(shop_order.placed_at,
                                               shop_order.qualified_by)) END AS at
        ) earned
        WHERE shop_order.counts AND holder.erased_at IS NULL
          AND lot.issued - lot.clawed_back - lot.expired_counted - lot.written_off > 0
          AND lot.activates_at <> earned.at + rules.pending_days * interval '24 hours'
    """,
    # Whatever comes in pays the debt first; what expires tonight still counts as live.
    "whoever owes has nothing to spend": """
        SELECT 'account ' || account.customer_id,
               'debt ' || account.debt || ' beside ' || sum(lot.remaining) || ' live points'
        FROM points_account account
        JOIN points_lot lot ON lot.account_id = account.customer_id
        WHERE account.debt > 0 AND lot.remaining > 0
          AND (lot.expires_at IS NULL OR lot.expires_at > now())
        GROUP BY account.customer_id
    """,
    "a customer who is merged keeps nothing": """
        SELECT 'customer ' || customer.id,
               'merged, with ' || coalesce(account.points, 0) || ' points, debt '
               || coalesce(account.debt, 0) || ', ' || held.lots || ' lots, '
               || held.orders || ' orders, ' || held.vouchers || ' vouchers'
        FROM shop_customer customer
        LEFT JOIN points_account account ON account.customer_id = customer.id
        CROSS JOIN LATERAL (
            SELECT (SELECT count(*) FROM points_lot
                     WHERE account_id = customer.id) AS lots,
                   (SELECT count(*) FROM shop_order
                     WHERE customer_id = customer.id) AS orders,
                   (SELECT count(*) FROM vouchers_voucher
                     WHERE customer_id = customer.id) AS vouchers
        ) held
        WHERE customer.merged_into_id IS NOT NULL
          AND (account.points > 0 OR account.debt > 0
               OR held.lots > 0 OR held.orders > 0 OR held.vouchers > 0)
    """,
    # Merges may be chained: the last survivor is found by following them.
    "what came from another is with whom they were merged": """
        WITH RECURSIVE merged AS (
            SELECT id, merged_into_id AS canonical FROM shop_customer
            WHERE merged_into_id IS NOT NULL
            UNION ALL
            SELECT merged.id, customer.merged_into_id
            FROM merged JOIN shop_customer customer ON customer.id = merged.canonical
            WHERE customer.merged_into_id IS NOT NULL
        )
        SELECT subject, 'of customer ' || away.origin || ', with customer ' || away.holder
        FROM (
            SELECT 'lot ' || id AS subject, original_owner_id AS origin,
                   account_id AS holder
            FROM points_lot WHERE original_owner_id IS NOT NULL
            UNION ALL
            SELECT 'voucher ' || code, original_owner_id, customer_id
            FROM vouchers_voucher WHERE original_owner_id IS NOT NULL
            UNION ALL
            SELECT 'order ' || id, shop_customer_id, customer_id
            FROM shop_order WHERE shop_customer_id IS NOT NULL AND claimed_by_id IS NULL
        ) away
        WHERE NOT EXISTS (
            SELECT FROM merged WHERE id = away.origin AND canonical = away.holder)
    """,
    "a voucher for points was paid with points": """
        SELECT 'voucher ' || voucher.code,
               count(movement.id) || ' conversions paid for it'
        FROM vouchers_voucher voucher
        LEFT JOIN points_movement movement
               ON movement.voucher_id = voucher.id AND movement.kind = 'convert'
        WHERE voucher.origin = 'points' AND voucher.remainder_of_id IS NULL
        GROUP BY voucher.id
        HAVING count(movement.id) <> 1
    """,
    "a voucher that gave its points back is cancelled": """
        SELECT 'voucher ' || voucher.code, 'its points are back, and it is not cancelled'
        FROM vouchers_voucher voucher
        JOIN points_movement movement
          ON movement.voucher_id = voucher.id AND movement.kind = 'give_back'
        WHERE voucher.cancelled_at IS NULL
    """,
}
