"""What an order counts for is written down again whenever its facts have changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from core.copying import copy_rows
from shop.models import Customer, Order
from shop.rules import PricedLine
from tiers.models import Spend
from tiers.rules import Amounts, amounts_of


@dataclass(frozen=True, slots=True)
class Counted:
    """``lowered``: it counts for less than before; ``former`` is for whom it did."""

    changed: bool = False
    lowered: bool = False
    former: int | None = None


_AMOUNTS = list(Amounts().values)
_COLUMNS = ["customer_id", "at", *_AMOUNTS]
_COUNT = """
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
""".format(
    columns=", ".join(_COLUMNS),
    values=", ".join(f"%({name})s" for name in _COLUMNS),
    mine=", ".join(f"spend.{name}" for name in _COLUMNS),
    excluded=", ".join(f"excluded.{name}" for name in _COLUMNS),
)


def count(*, order: Order, lines: Sequence[PricedLine], counts: bool, new: bool) -> Counted:
    """The caller has locked the order. One query, and none for a new one in vain."""
    if not counts or order.customer_id is None:
        return Counted() if new else _forget(order)
    amounts = _amounts(order, lines)
    values = {
        "order_id": order.pk,
        "shop_id": order.shop_id,
        "customer_id": order.customer_id,
        "at": order.qualified_at,
        **amounts.values,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        written, former, kept = cursor.fetchone()
    return Counted(
        changed=written is not None,
        lowered=kept is not None and amounts.goods + amounts.shipping < kept,
        former=former if former != order.customer_id else None,
    )


def _forget(order: Order) -> Counted:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM tiers_spend WHERE order_id = %s RETURNING customer_id", [order.pk]
        )
        gone = cursor.fetchone()
    if gone is None:
        return Counted()
    former = gone[0] if gone[0] != order.customer_id else None
    return Counted(changed=True, lowered=True, former=former)


def _amounts(order: Order, lines: Sequence[PricedLine]) -> Amounts:
    return amounts_of(
        lines,
        discount=order.discount,
        refunded_amount=order.refunded_amount,
        shipping=order.shipping,
        shipping_excl_tax=order.shipping_excl_tax,
    )


def count_new(added: Sequence[tuple[Order, list[PricedLine]]]) -> None:
    """Of orders that nobody has counted yet, those that count."""
    rows = (
        (
            order.pk,
            order.shop_id,
            order.customer_id,
            order.qualified_at,
            *_amounts(order, lines).values.values(),
        )
        for order, lines in added
        if order.qualified_at is not None and order.customer_id is not None
    )
    copy_rows(Spend, ["order_id", "shop_id", *_COLUMNS], rows)


def on_merge(*, customers: Collection[Customer]) -> None:
    """What these have bought counts for whom their orders count by now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE tiers_spend spend SET customer_id = its.customer_id
            FROM shop_order its
            WHERE its.id = spend.order_id AND spend.customer_id = ANY(%s)
              AND its.customer_id <> spend.customer_id
            """,
            [[customer.pk for customer in customers]],
        )
