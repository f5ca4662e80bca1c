"""Who is one person may change: codes that hung on it are settled anew."""

from typing import Any

import pytest

from programme import actions as programme
from programme.queries.inconsistencies import ledger_inconsistencies
from shop.models import Customer, Order, Shop
from tests.factories import VoucherFactory, day
from tests.statements import assert_honest, merge, put_customer, put_order, unmerge
from vouchers.models import RefusedCode, Voucher, VoucherUse

pytestmark = pytest.mark.django_db

CODE = "NOEL"


@pytest.fixture
def once_each(shop: Shop) -> Voucher:
    return VoucherFactory.create(
        shop=shop, code=CODE, origin="manual", use_limit=None, uses_per_customer=1
    )


def buy(shop: Shop, order: str, customer: Customer | None = None, **fields: Any) -> None:
    usual: dict[str, Any] = {"vouchers": (CODE,), "placed_at": day(1), "on": 1}
    put_order(shop, order, customer=customer, **usual | fields)


def has() -> dict[str, str]:
    """By order: used, or why not."""
    used = dict.fromkeys(
        VoucherUse.objects.values_list("order__external_id", flat=True), "used"
    )
    return used | dict(RefusedCode.objects.values_list("order__external_id", "reason"))


def test_who_parts_has_a_code_of_their_own_again(
    shop: Shop, alice: Customer, bob: Customer, once_each: Voucher
) -> None:
    buy(shop, "A", alice)
    buy(shop, "B", bob, placed_at=day(1.5), on=1.5)
    assert has() == {"A": "used", "B": "used"}

    merge(alice, bob, on=2)
    assert has() == {"A": "used", "B": "already_used"}
    assert_honest()

    unmerge(bob, on=3)
    assert has() == {"A": "used", "B": "used"}
    assert_honest()


def test_a_customer_with_another_address_is_another_person(
    shop: Shop, once_each: Voucher
) -> None:
    for name in ("1", "2"):
        put_customer(shop, name, guest=True, email="same@example.com", on=0)
        buy(shop, name, Customer.objects.get(external_id=name), on=1 + int(name) / 9)
    assert has() == {"1": "used", "2": "already_used"}

    put_customer(shop, "2", guest=True, email="other@example.com", on=2)
    assert has() == {"1": "used", "2": "used"}
    assert_honest()

    put_customer(shop, "2", guest=True, email="SAME@example.com", on=3)
    assert has() == {"1": "used", "2": "already_used"}
    assert_honest()


def test_an_order_with_another_address_leaves_the_code_to_who_waited(
    shop: Shop, once_each: Voucher
) -> None:
    buy(shop, "A", email="x@example.com")
    buy(shop, "B", email="x@example.com", on=1.5)
    assert has() == {"A": "used", "B": "already_used"}

    buy(shop, "A", email="y@example.com", on=2)

    assert has() == {"A": "used", "B": "used"}
    assert_honest()


def test_an_order_of_another_customer_leaves_the_code_to_who_waited(
    shop: Shop, alice: Customer, bob: Customer, once_each: Voucher
) -> None:
    buy(shop, "A", alice)
    buy(shop, "B", alice, on=1.5)

    buy(shop, "A", bob, on=2)

    assert has() == {"A": "used", "B": "used"}
    assert_honest()


@pytest.fixture
def of_alice(shop: Shop, alice: Customer) -> Voucher:
    return VoucherFactory.create(shop=shop, code=CODE, origin="manual", customer=alice)


def test_who_comes_to_have_the_owners_address_uses_the_owners_code(
    shop: Shop, alice: Customer, of_alice: Voucher
) -> None:
    buy(shop, "A", email="new@example.com")
    assert has() == {"A": "wrong_customer"}

    put_customer(shop, "57", email="new@example.com", on=2)
    assert has() == {"A": "used"}

    # It is used for good, whatever becomes of the address.
    put_customer(shop, "57", email="later@example.com", on=3)
    buy(shop, "A", email="new@example.com", state="delivered", on=4)
    assert has() == {"A": "used"}
    assert_honest()


def test_an_order_that_becomes_somebody_elses_loses_the_owners_code(
    shop: Shop, alice: Customer, bob: Customer, of_alice: Voucher
) -> None:
    buy(shop, "A", alice)

    buy(shop, "A", bob, on=2)

    assert has() == {"A": "wrong_customer"}
    assert Order.objects.get().customer == bob
    assert Voucher.objects.get().used == 0
    assert_honest()


def test_the_audit_names_an_order_that_was_refused_its_own_code(
    shop: Shop, alice: Customer, of_alice: Voucher
) -> None:
    buy(shop, "A", email="new@example.com")
    # As if nobody had settled it.
    Customer.objects.filter(pk=alice.pk).update(email="new@example.com")

    [found] = ledger_inconsistencies()
    assert (found.subject, found.found) == ("order A", f"was refused its own {CODE}")
    list(programme.settle_all(shop=shop, since=None, author="system", now=day(2)))

    assert has() == {"A": "used"}
    assert_honest()
