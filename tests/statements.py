"""What the shop says and what the customer does, one call each; and what is left of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from earning import actions as earning
from earning.models import RuleVersion
from earning.queries import versions as earning_versions
from points import actions as points
from points.models import Lot
from points.queries.balance import balance as balance_at
from points.queries.history import movements as points_movements
from programme import actions as programme
from programme.actions.receipts import OrderReceipt
from programme.queries.inconsistencies import ledger_inconsistencies
from programme.queries.stated_orders import out_of_step
from shop import actions as shops
from shop.models import Customer, Order, Shop
from shop.rules.facts import CustomerFact, OrderLineFact
from tests.factories import day, line, order_fact
from vouchers.models import Voucher


def put_order(
    shop: Shop,
    external_id: str,
    *lines: OrderLineFact,
    now: datetime | None = None,
    on: float = 0,
    **fields: Any,
) -> OrderReceipt:
    """The shop states an order on day ``on``, and it arrives at once."""
    return programme.receive_order(
        shop=shop,
        external_id=external_id,
        fact=order_fact(*lines, on=on, **fields),
        author="api:1",
        now=now or day(on),
    )


def put_customer(
    shop: Shop, external_id: str, *, on: float = 1, **fields: Any
) -> shops.StatementResult[Customer]:
    return programme.receive_customer(
        shop=shop,
        external_id=external_id,
        fact=CustomerFact(updated_at=day(on), **fields),
        author="api:1",
        now=day(on),
    )


def set_rules(shop: Shop, *, on: float = 0, **values: Any) -> RuleVersion:
    """New settings, in force from day ``on``."""
    return earning.save_rules(
        shop=shop,
        base=earning_versions.rules_at(shop, day(on)),
        values=values,
        author="staff:1",
        now=day(on),
    )


def convert(customer: Customer, number: int | None = None, *, on: float = 0) -> Voucher:
    """Turn so many points, or all of them, into a voucher."""
    return points.convert(customer=customer, points=number, author="customer", now=day(on))


def use(shop: Shop, voucher: Voucher, order: str, *, on: float) -> OrderReceipt:
    """An order that earns nothing and is paid with the voucher."""
    return put_order(
        shop,
        order,
        line(1, "5.00"),
        customer=voucher.customer,
        discount=Decimal(5),
        vouchers=(voucher.code,),
        placed_at=day(on),
        paid_at=day(on),
        on=on,
    )


def adjust(customer: Customer, number: int, *, on: float = 0) -> None:
    points.adjust(
        customer=customer,
        points=number,
        reason="Goodwill",
        source=f"{number} on {on}",
        author="system",
        now=day(on),
    )


def points_of(customer: Customer, *, on: float = 0) -> tuple[int, int, int]:
    """Available, pending, debt."""
    balance = balance_at(customer, day(on))
    return balance.available, balance.pending, balance.debt


def lot_of(external_id: str, customer: Customer) -> Lot:
    return Lot.objects.get(order__external_id=external_id, account=customer.pk)


def left(customer: Customer) -> dict[str, int]:
    """What each order's lot still holds, whatever the clock says."""
    lots = Lot.objects.filter(account=customer.pk, order__isnull=False)
    return {
        order: remaining
        for order, remaining in lots.order_by("pk").values_list(
            "order__external_id", "remaining"
        )
        if order
    }


def story(customer: Customer) -> list[tuple[str, int, int]]:
    """Each movement: what it was, its points, the balance it left."""
    movements = points_movements(customer).order_by("number")
    return list(movements.values_list("kind", "points", "balance"))


def entries(customer: Customer) -> list[tuple[str, str | None, int]]:
    """Each entry of the last movement: its kind, its lot's order, its points."""
    movement = points_movements(customer)[0]
    return list(
        movement.entries.order_by("pk").values_list(
            "kind", "lot__order__external_id", "points"
        )
    )


def assert_honest() -> None:
    """The books agree with themselves, and every order with its facts."""
    assert list(ledger_inconsistencies()) == []
    for shop in Shop.objects.all():
        orders = Order.objects.filter(shop=shop, updated_at__isnull=False)
        assert out_of_step(list(orders)) == []


def merge(kept: Customer, absorbed: Customer, *, on: float) -> Customer:
    return programme.merge_customers(
        kept=kept, absorbed=absorbed, author="staff:1", now=day(on)
    )


def unmerge(customer: Customer, *, on: float) -> Customer:
    return programme.unmerge_customer(customer=customer, author="staff:1", now=day(on))
