"""Audit of vouchers: their uses, their remainders and the orders agree."""

from collections.abc import Iterator

from core.audit import Inconsistency, run_checks
from core.sql import Fragment
from vouchers.queries.owners import REFUSED_OWNERS


def inconsistencies() -> Iterator[Inconsistency]:
    """Yields nothing when vouchers are consistent."""
    return run_checks(CHECKS)


# Each answers rows of (subject, what was found).
CHECKS = {
    "a voucher counts the purchases that have it": """
        SELECT 'voucher ' || voucher.code, 'used ' || voucher.used
               || ' times, orders say ' || count(DISTINCT use.purchase)
        FROM vouchers_voucher voucher
        LEFT JOIN vouchers_voucheruse use ON use.voucher_id = voucher.id
        GROUP BY voucher.id
        HAVING voucher.used <> count(DISTINCT use.purchase)
    """,
    "a code that is free is had by whoever waits for it": """
        SELECT 'order ' || shop_order.external_id, 'waits for ' || voucher.code
        FROM vouchers_refusedcode refused
        JOIN shop_order ON shop_order.id = refused.order_id
        JOIN vouchers_voucher voucher
          ON voucher.shop_id = refused.shop_id AND upper(voucher.code) = upper(refused.code)
        WHERE refused.reason = 'already_used' AND voucher.cancelled_at IS NULL
          AND voucher.used < voucher.use_limit AND voucher.uses_per_customer IS NULL
    """,
    "a code is not refused to whose it is": Fragment("""
        SELECT 'order ' || external_id, 'was refused its own ' || code FROM ({found}) found
    """)
    .fill(found=REFUSED_OWNERS.fill(among="true"))
    .text,
    "parts of a purchase have of a voucher what it is worth at most": """
        SELECT 'voucher ' || voucher.code, 'worth ' || voucher.amount - voucher.reissued
               || ', parts of a purchase had ' || sum(use.amount)
        FROM vouchers_voucher voucher
        JOIN vouchers_voucheruse use ON use.voucher_id = voucher.id
        GROUP BY voucher.id, use.purchase
        HAVING sum(use.amount) > voucher.amount - voucher.reissued AND count(*) > 1
    """,
    "a voucher knows what of it lives on": """
        SELECT 'voucher ' || voucher.code,
               voucher.reissued || ' kept under other codes, of which '
               || coalesce(sum(rest.amount) FILTER (WHERE rest.cancelled_at IS NULL), 0)
               || ' live, of ' || coalesce(sum(rest.amount), 0) || ' ever'
        FROM vouchers_voucher voucher
        LEFT JOIN vouchers_voucher rest ON rest.remainder_of_id = voucher.id
        GROUP BY voucher.id
        HAVING voucher.reissued > coalesce(sum(rest.amount), 0)
            OR voucher.reissued
               < coalesce(sum(rest.amount) FILTER (WHERE rest.cancelled_at IS NULL), 0)
    """,
    "a voucher gives what it is worth at most": """
        SELECT 'voucher ' || voucher.code,
               'worth ' || voucher.amount - voucher.reissued || ', an order had '
               || use.amount
        FROM vouchers_voucher voucher
        JOIN vouchers_voucheruse use ON use.voucher_id = voucher.id
        WHERE use.amount > voucher.amount - voucher.reissued
    """,
    "an order and its vouchers are of one shop": """
        SELECT 'voucher ' || voucher.code, 'used by order ' || shop_order.external_id
        FROM vouchers_voucheruse use
        JOIN vouchers_voucher voucher ON voucher.id = use.voucher_id
        JOIN shop_order ON shop_order.id = use.order_id
        WHERE voucher.shop_id <> shop_order.shop_id
    """,
    "an order has no more booked on it than its discount": """
        SELECT 'order ' || shop_order.external_id,
               'discount ' || shop_order.discount || ', booked ' || sum(booked.amount)
        FROM (
            SELECT order_id, amount FROM vouchers_voucheruse
            UNION ALL
            SELECT order_id, amount FROM vouchers_offeruse
        ) booked JOIN shop_order ON shop_order.id = booked.order_id
        GROUP BY shop_order.id
        HAVING sum(booked.amount) > shop_order.discount
    """,
    "an order and its offers are of one shop": """
        SELECT 'offer ' || offer.id, 'had by order ' || shop_order.external_id
        FROM vouchers_offeruse use
        JOIN vouchers_cartoffer offer ON offer.id = use.offer_id
        JOIN shop_order ON shop_order.id = use.order_id
        WHERE offer.shop_id <> shop_order.shop_id
    """,
    # Written by a trigger with each change: what is owed on past days is told from them.
    "what is left of a voucher is what its movements leave": """
        SELECT 'voucher ' || voucher.code,
               vouchers_voucher_left(voucher) || ' left, its movements leave '
               || coalesce(moved.amount, 0)
        FROM vouchers_voucher voucher
        LEFT JOIN (
            SELECT voucher_id, sum(amount) AS amount
            FROM vouchers_vouchermovement GROUP BY voucher_id
        ) moved ON moved.voucher_id = voucher.id
        WHERE vouchers_voucher_left(voucher) <> coalesce(moved.amount, 0)
    """,
    "only cancelled vouchers have a reason to be": """
        SELECT 'voucher ' || voucher.code, 'lives, but ' || why.author || ' said why not'
        FROM vouchers_vouchercancellation why
        JOIN vouchers_voucher voucher ON voucher.id = why.voucher_id
        WHERE voucher.cancelled_at IS NULL
    """,
}
