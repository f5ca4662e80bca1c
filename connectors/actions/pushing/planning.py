"""Find what the shop does not know yet. Set-based: a statement per kind of task."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection as database

from connectors.models import Connection
from core.sql import Fragment

# A voucher that an order could still use.
_LIVING = """
    voucher.cancelled_at IS NULL AND voucher.archived_at IS NULL
    AND voucher.valid_until > %(now)s
    AND (voucher.use_limit IS NULL OR voucher.used < voucher.use_limit)
"""
_STATEMENTS = [
    # New ones. Those for an erased customer are cancelled, those of a guest never made.
    """
    INSERT INTO connectors_pushedcode
        (connection_id, voucher_id, owner_id, external_id, uses, task, attempts, error,
         due_at)
    SELECT %(connection)s, voucher.id, voucher.customer_id, '', voucher.used, 'push', 0, '',
           CASE WHEN %(later)s THEN %(now)s
                ELSE GREATEST(%(now)s, voucher.valid_from) END
    FROM vouchers_voucher voucher
    WHERE voucher.shop_id = %(shop)s AND {living}
      AND NOT EXISTS (SELECT FROM connectors_pushedcode known
                      WHERE known.connection_id = %(connection)s
                        AND known.voucher_id = voucher.id)
    ON CONFLICT DO NOTHING
    """,
    # Never pushed, and not to be any more.
    """
    UPDATE connectors_pushedcode code SET task = '', due_at = NULL
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.task = 'push' AND code.external_id = '' AND NOT ({living})
    """,
    # Used before it was pushed, and free again: then it is to be pushed after all.
    """
    UPDATE connectors_pushedcode code
    SET task = 'push', attempts = 0, due_at = %(now)s, uses = voucher.used
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.task = '' AND code.external_id = '' AND {living}
    """,
    # Cancelled here: worth nothing there.
    """
    UPDATE connectors_pushedcode code SET task = 'revoke', attempts = 0, due_at = %(now)s
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.external_id <> '' AND code.task <> 'revoke'
      AND (voucher.cancelled_at IS NOT NULL OR voucher.archived_at IS NOT NULL)
    """,
    # Used by an order of the shop: the shop has counted it itself.
    """
    UPDATE connectors_pushedcode code SET uses = voucher.used
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.external_id <> '' AND code.uses < voucher.used
    """,
    # Freed here, by an order cancelled or given back: the shop may hold it for spent.
    """
    UPDATE connectors_pushedcode code SET task = 'revive', attempts = 0, due_at = %(now)s
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.external_id <> '' AND code.task = '' AND code.uses > voucher.used
      AND {living}
    """,
    # Of somebody who has been merged into another: made again for the other.
    """
    UPDATE connectors_pushedcode code SET task = 'push', attempts = 0, due_at = %(now)s
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.external_id <> '' AND code.task = ''
      AND code.owner_id IS DISTINCT FROM voucher.customer_id AND {living}
    """,
]
_TIERS = [
    """
    INSERT INTO connectors_pushedtier
        (connection_id, customer_id, group_id, former, waiting, attempts, error, due_at)
    SELECT %(connection)s, customer.id, NULL, '', true, 0, '', %(now)s
    FROM shop_customer customer
    WHERE customer.shop_id = %(shop)s AND customer.tier_group_id IS NOT NULL
      AND customer.erased_at IS NULL AND customer.merged_into_id IS NULL
      AND NOT EXISTS (SELECT FROM connectors_pushedtier known
                      WHERE known.connection_id = %(connection)s
                        AND known.customer_id = customer.id)
    ON CONFLICT DO NOTHING
    """,
    """
    UPDATE connectors_pushedtier tier SET waiting = true, attempts = 0, due_at = %(now)s
    FROM shop_customer customer
    WHERE tier.connection_id = %(connection)s AND customer.id = tier.customer_id
      AND NOT tier.waiting AND customer.erased_at IS NULL
      AND tier.group_id IS DISTINCT FROM customer.tier_group_id
    """,
]


def plan_codes(*, connection: Connection, later: bool, now: datetime) -> None:
    """Write rows for what is to be done about vouchers. ``later``: the shop knows codes
    that start on a later day; otherwise they are pushed on it.
    """
    _run(_STATEMENTS, connection, now, later=later)


def plan_tiers(*, connection: Connection, now: datetime) -> None:
    """Write rows for the customers whose tier is another than the shop knows."""
    _run(_TIERS, connection, now)


# Spent and freed again between two rounds, nobody has seen it used here: but the shop has.
_FREED = """
    UPDATE connectors_pushedcode code SET task = 'revive', attempts = 0, due_at = %(now)s
    FROM vouchers_voucher voucher
    WHERE code.connection_id = %(connection)s AND voucher.id = code.voucher_id
      AND code.external_id <> '' AND code.task = ''
      AND voucher.shop_id = %(shop)s AND UPPER(voucher.code) = ANY(%(codes)s) AND {living}
"""


def mark_freed(*, connection: Connection, codes: Collection[str], now: datetime) -> None:
    """Plan to revive codes that orders which are over have named: the shop may hold them
    for spent.
    """
    if codes:
        names = sorted(code.upper() for code in codes)
        _run([_FREED], connection, now, codes=names)


def _run(
    statements: list[str], connection: Connection, now: datetime, **values: object
) -> None:
    given = {"connection": connection.pk, "shop": connection.shop_id, "now": now, **values}
    with database.cursor() as cursor:
        for statement in statements:
            whole = Fragment(statement).fill(living=_LIVING).given(**given)
            cursor.execute(whole.text, whole.values)
