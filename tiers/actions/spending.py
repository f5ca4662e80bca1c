"""Store what an order counts for its customer's tier, again whenever its facts change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.copying import copy_rows
from core.sql import Fragment, execute, fetch
from shop.models import Customer, Order
from shop.models.order_case import OrderCase
from shop.rules.amounts import OrderMoney
from tiers.models import Spend
from tiers.rules.measuring import Amounts, amounts_of


@dataclass(frozen=True, slots=True)
class Counted:
    """``lowered``: the order counts for less than before. ``former``: the primary key of
    another customer for whom it counted before.
    """

    changed: bool = False
    lowered: bool = False
    former: int | None = None


_COLUMNS = ["customer_id", "at", *Amounts().values]
# Nothing is written where nothing differs. ``before`` sees the row as it was, since all
# parts of a statement see the same snapshot; a row is answered even if both are empty.
_COUNT = Fragment("""
    WITH before AS (
        SELECT customer_id, goods + shipping AS kept FROM tiers_spend
        WHERE order_id = %(order_id)s
    ), written AS (
        INSERT INTO tiers_spend AS spend (order_id, shop_id, {columns})
        VALUES (%(order_id)s, %(shop_id)s, {values})
        ON CONFLICT (order_id) DO UPDATE SET ({columns}) = ({excluded})
        WHERE ({mine}) IS DISTINCT FROM ({excluded})
        RETURNING customer_id
    )
    SELECT written.customer_id, before.customer_id, before.kept
    FROM (VALUES (1)) always LEFT JOIN written ON TRUE LEFT JOIN before ON TRUE
""").fill(
    columns=", ".join(_COLUMNS),
    values=", ".join(f"%({name})s" for name in _COLUMNS),
    mine=", ".join(f"spend.{name}" for name in _COLUMNS),
    excluded=", ".join(f"excluded.{name}" for name in _COLUMNS),
)
_UNCOUNT = Fragment("""
    DELETE FROM tiers_spend WHERE order_id = %(order)s RETURNING customer_id
""")


def count(case: OrderCase) -> Counted:
    """Store what the order counts for, and answer what that changed. Idempotent.

    Requires: the order is locked. Queries: 1, or none for a new order that does not count.
    """
    order = case.order
    if not case.counts or order.customer_id is None:
        return Counted() if case.new else _uncount(order)
    amounts = amounts_of(case.money)
    [(written, former, kept)] = fetch(
        _COUNT.given(
            order_id=order.pk,
            shop_id=order.shop_id,
            customer_id=order.customer_id,
            at=order.qualified_at,
            **amounts.values,
        )
    )
    return Counted(
        changed=written is not None,
        lowered=kept is not None and amounts.goods + amounts.shipping < kept,
        former=former if former != order.customer_id else None,
    )


def _uncount(order: Order) -> Counted:
    removed = fetch(_UNCOUNT.given(order=order.pk))
    if not removed:
        return Counted()
    [(customer,)] = removed
    former = customer if customer != order.customer_id else None
    return Counted(changed=True, lowered=True, former=former)


def count_new(added: Sequence[tuple[Order, OrderMoney]]) -> None:
    """Count those of these orders that count, none of which has been counted before."""
    rows = (
        (
            order.pk,
            order.shop_id,
            order.customer_id,
            order.qualified_at,
            *amounts_of(money).values.values(),
        )
        for order, money in added
        if order.qualified_at is not None and order.customer_id is not None
    )
    copy_rows(Spend, ["order_id", "shop_id", *_COLUMNS], rows)


_FOLLOW_ORDERS = Fragment("""
    UPDATE tiers_spend spend SET customer_id = its.customer_id
    FROM shop_order its
    WHERE its.id = spend.order_id AND spend.customer_id = ANY(%(customers)s)
      AND its.customer_id <> spend.customer_id
""")


def on_merge(*, customers: Collection[Customer]) -> None:
    """Count what these customers have bought for whom their orders count by now.

    The orders say it, so the same serves a merge and an unmerge. Queries: 1.
    """
    execute(_FOLLOW_ORDERS.given(customers=[customer.pk for customer in customers]))
