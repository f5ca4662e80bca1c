"""What the ledger's tables refuse, by constraint and by trigger."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.models import Role
from earning.queries import versions as earning_versions
from points.models import Account, AdjustLimit, AdjustmentReason, LedgerEntry, Lot, Movement
from shop.models import Customer, Order, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, VoucherFactory
from tests.statements import adjust, put_order

TABLES = ["points_movement", "points_ledgerentry"]


def account(shop: Shop, **fields: Any) -> Account:
    customer = CustomerFactory.create(shop=shop)
    return Account.objects.create(shop=shop, customer=customer, **fields)


def lot(shop: Shop, **fields: Any) -> Lot:
    """A lot of points given by hand that never expire."""
    return Lot.objects.create(
        **{
            "shop": shop,
            "account": fields.get("account") or account(shop),
            "cause": Lot.Cause.ADJUSTMENT,
            "rules": earning_versions.rules_at(shop, START),
            "activates_at": START,
        }
        | fields
    )


def movement(shop: Shop, **fields: Any) -> Movement:
    return Movement.objects.create(
        **{
            "shop": shop,
            "account": fields.get("account") or account(shop),
            "number": 1,
            "kind": Movement.Kind.EXPIRE,
            "source": "lot:1:expire:1",
            "points": -1,
            "balance": 0,
            "author": "system",
            "happened_at": START,
        }
        | fields
    )


def entry(shop: Shop, kind: str, points: int, *, with_lot: bool = True) -> LedgerEntry:
    where = lot(shop) if with_lot else None
    return LedgerEntry.objects.create(
        movement=movement(shop), lot=where, kind=kind, points=points
    )


def order(shop: Shop) -> Order:
    return put_order(shop, "46", state="pending").stated.row


def two_lots_of_one_order(shop: Shop) -> None:
    parts = {"account": account(shop), "cause": "order", "order": order(shop)}
    for _ in range(2):
        lot(shop, **parts)


def settlement(shop: Shop) -> Movement:
    """Of an order, by rules, and of no lot."""
    rules = earning_versions.rules_at(shop, START)
    return movement(shop, kind="settle", order=order(shop), rules=rules)


def at_home_and_away(shop: Shop) -> Lot:
    one = account(shop)
    return lot(shop, account=one, original_owner=one.customer)


def limits(shop: Shop, *at_once: int) -> None:
    role = Role.objects.create(name="Support")
    for points in at_once:
        AdjustLimit.objects.create(shop=shop, role=role, at_once=points)


def two_movements(shop: Shop, *sources: str, number: int) -> None:
    one = account(shop)
    movement(shop, account=one, source=sources[0])
    movement(shop, account=one, source=sources[1], number=number)


def two_first_orders(shop: Shop) -> None:
    one = account(shop)
    for number in range(2):
        placed = put_order(shop, f"{number}", state="pending").stated.row
        lot(shop, account=one, cause="order", order=placed, first_order=True)


WRONGS: Wrongs = {
    "lot_first_order_once_per_account": two_first_orders,
    "lot_first_order_is_an_order": lambda shop: lot(shop, first_order=True),
    "movement_names_its_action": lambda shop: movement(shop, action="review"),
    "account_never_negative": lambda shop: account(shop, points=-1),
    "lot_original_owner_is_another": at_home_and_away,
    "lot_once_per_order_and_owner": two_lots_of_one_order,
    "lot_claws_back_no_more_than_it_issued": lambda shop: lot(
        shop, issued=4, clawed_back=3, expired_counted=1, expired=1, written_off=1
    ),
    "lot_counts_only_what_expired": lambda shop: lot(
        shop, issued=4, expired_counted=2, expired=1
    ),
    "lot_cause_has_its_row": lambda shop: lot(shop, cause="order"),
    "lot_expires_after_it_activates": lambda shop: lot(shop, expires_at=START),
    "movement_source_once_per_shop": lambda shop: two_movements(shop, "a", "a", number=2),
    "movement_number_once_per_account": lambda shop: two_movements(
        shop, "a", "b", number=1
    ),
    "movement_settles_an_order_by_rules": lambda shop: movement(
        shop, kind="settle", lot=lot(shop)
    ),
    "movement_settles_a_lot": settlement,
    "movement_merges_with_another": lambda shop: movement(shop, kind="merge"),
    "movement_names_its_voucher": lambda shop: movement(shop, kind="convert"),
    "movement_has_cause_and_author": lambda shop: movement(shop, source=""),
    "adjust_limit_once_per_shop_and_role": lambda shop: limits(shop, 1, 2),
    "adjust_limit_allows_something": lambda shop: limits(shop, 0),
    "entry_sign_follows_kind": lambda shop: entry(shop, "earn", -1),
    "entry_has_a_lot_or_is_debt": lambda shop: entry(shop, "earn", 1, with_lot=False),
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("points")


@pytest.mark.parametrize("name", WRONGS)
def test_the_ledger_refuses_what_cannot_be(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("reinstate", -1),
        ("return", 0),
        ("claw_back", 1),
        ("convert", 1),
        ("expire", 1),
        ("repay", 1),
        ("adjust", 0),
        ("transfer", 0),
    ],
)
def test_no_entry_goes_the_wrong_way(shop: Shop, kind: str, points: int) -> None:
    with refused_by("entry_sign_follows_kind"):
        entry(shop, kind, points)


def test_a_debt_is_on_no_lot(shop: Shop) -> None:
    with refused_by("entry_has_a_lot_or_is_debt"):
        entry(shop, "debt", -1)


@pytest.mark.parametrize("field", ["points", "debt", "moves"])
def test_nothing_of_an_account_can_become_negative(shop: Shop, field: str) -> None:
    one = account(shop)

    with pytest.raises(IntegrityError, match="points_account"), transaction.atomic():
        Account.objects.filter(pk=one.pk).update(**{field: -1})


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_movements_and_entries_are_never_rewritten(
    shop: Shop, alice: Customer, table: str, sql: str
) -> None:
    put_order(shop, "46", customer=alice)

    with (
        pytest.raises(InternalError, match=f"{table} is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))


def test_the_words_of_an_adjustment_can_be_erased(alice: Customer) -> None:
    adjust(alice, 5)

    AdjustmentReason.objects.update(text="")

    assert AdjustmentReason.objects.get().text == ""


def test_one_source_may_stand_in_two_shops(shop: Shop) -> None:
    elsewhere = Shop.objects.create(code="autre", name="Autre")

    movement(shop, source="a")
    movement(elsewhere, source="a", account=account(elsewhere))

    assert Movement.objects.filter(source="a").count() == 2


def test_a_lot_may_end_the_moment_after_it_begins(shop: Shop) -> None:
    assert lot(shop, expires_at=START + timedelta(microseconds=1)).pk


def test_a_conversion_names_its_voucher_and_nothing_else_does(shop: Shop) -> None:
    with refused_by("movement_names_its_voucher"):
        movement(shop, voucher=VoucherFactory.create(shop=shop))


def test_only_a_settlement_is_about_one_lot(shop: Shop) -> None:
    with refused_by("movement_settles_a_lot"):
        movement(shop, lot=lot(shop))


def test_one_order_may_have_a_lot_of_each_who_was_merged(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    parts = {"account": account(shop), "cause": "order", "order": order(shop)}

    for home in (None, alice, bob):
        lot(shop, original_owner=home, **parts)

    assert Lot.objects.count() == 3
