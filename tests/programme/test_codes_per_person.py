"""Once per customer is once per person: under all ids, as a guest, and by address."""

from decimal import Decimal
from typing import Any

import pytest

from shop.models import Customer, Shop
from tests.factories import CustomerFactory, VoucherFactory, day
from tests.statements import assert_honest, merge, put_customer, put_order
from vouchers import actions as vouchers
from vouchers.actions.refusals import CodeRefused
from vouchers.models import Voucher, VoucherUse
from vouchers.queries.finding import find
from vouchers.queries.usable import usable

pytestmark = pytest.mark.django_db

CODE = "NOEL"


@pytest.fixture
def once_each(shop: Shop) -> Voucher:
    return make(shop, use_limit=None, uses_per_customer=1)


def make(shop: Shop, **fields: Any) -> Voucher:
    return VoucherFactory.create(shop=shop, code=CODE, origin="manual", **fields)


def buy(shop: Shop, order: str, customer: Customer | None = None, **fields: Any) -> str:
    usual: dict[str, Any] = {"vouchers": (CODE,), "placed_at": day(1), "on": 1}
    receipt = put_order(shop, order, customer=customer, **usual | fields)
    return receipt.settlement.vouchers[0].state


def guest(shop: Shop, name: str, email: str) -> Customer:
    put_customer(shop, name, guest=True, email=email)
    return Customer.objects.get(shop=shop, external_id=name)


def refusal(shop: Shop, customer: Customer) -> str | None:
    found = find(shop=shop, customer=customer, codes=[CODE], cart="", now=day(2))
    return found[0].refusal


def test_two_guest_ids_with_one_address_are_one_customer(
    shop: Shop, once_each: Voucher
) -> None:
    first = guest(shop, "g1", "same@example.com")
    second = guest(shop, "g2", "Same@Example.com")

    assert buy(shop, "A", first, email="same@example.com") == "used"
    assert buy(shop, "B", second, email="same@example.com") == "refused"
    assert refusal(shop, second) == "already_used"
    with pytest.raises(CodeRefused):
        vouchers.hold(shop=shop, code=CODE, cart="c", customer=second, now=day(2))
    assert_honest()


def test_a_guest_a_member_and_an_order_of_nobody_with_one_address_are_one(
    shop: Shop, alice: Customer, once_each: Voucher
) -> None:
    assert buy(shop, "A", email="alice@example.com") == "used"
    assert buy(shop, "B", guest(shop, "g1", "alice@example.com")) == "refused"
    assert buy(shop, "C", alice) == "refused"
    assert refusal(shop, alice) == "already_used"

    put_order(shop, "A", email="alice@example.com", state="cancelled", on=2)
    assert VoucherUse.objects.get().order.external_id == "B"


def test_merged_ids_are_one_customer(
    shop: Shop, alice: Customer, bob: Customer, once_each: Voucher
) -> None:
    merge(alice, bob, on=0)

    assert buy(shop, "A", bob) == "used"
    assert buy(shop, "B", alice) == "refused"
    assert refusal(shop, alice) == "already_used"


def test_an_order_has_a_code_of_the_id_that_is_merged_into_its_customer(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    make(shop, customer=bob)
    assert buy(shop, "A", alice) == "refused"

    merge(alice, bob, on=2)

    assert VoucherUse.objects.get().order.external_id == "A"
    assert_honest()


def test_an_address_that_a_member_has_proven_is_theirs_too(
    shop: Shop, once_each: Voucher
) -> None:
    alice = CustomerFactory.create(
        shop=shop, email="alice@example.com", proven_email="old@example.com"
    )

    assert buy(shop, "A", alice) == "used"
    assert buy(shop, "B", email="old@example.com") == "refused"


def test_orders_that_say_nothing_of_their_customer_are_not_one_customer(
    shop: Shop, once_each: Voucher
) -> None:
    assert buy(shop, "A", email="") == "used"
    assert buy(shop, "B", email="") == "used"
    assert buy(shop, "C", guest(shop, "g1", "")) == "used"
    assert buy(shop, "D", guest(shop, "g2", "")) == "used"
    assert_honest()


def test_an_order_with_its_owners_address_uses_a_code(shop: Shop, alice: Customer) -> None:
    make(shop, customer=alice, use_limit=3)

    assert buy(shop, "A", email="Alice@example.com") == "used"
    assert buy(shop, "B", guest(shop, "g1", "alice@example.com")) == "used"
    assert buy(shop, "C", email="bob@example.com") == "refused"
    assert buy(shop, "D", email="") == "refused"
    assert_honest()


def test_a_guest_with_its_owners_address_is_quoted_and_may_hold_a_code(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    make(shop, customer=alice)
    same = guest(shop, "g1", "alice@example.com")

    assert refusal(shop, same) is None
    vouchers.hold(shop=shop, code=CODE, cart="c", customer=same, now=day(2))
    assert refusal(shop, bob) == "wrong_customer"


def test_what_a_person_has_used_as_a_guest_is_not_proposed_again(
    shop: Shop, alice: Customer
) -> None:
    make(shop, customer=alice, use_limit=3, uses_per_customer=1)

    buy(shop, "A", guest(shop, "g1", "alice@example.com"))

    assert usable(alice, day(2)) == []


def test_a_code_is_found_with_spaces_around_it_and_in_any_case(shop: Shop) -> None:
    make(shop)

    assert buy(shop, "A", vouchers=(" noel ",), discount=Decimal(5)) == "used"
    assert VoucherUse.objects.get().amount == Decimal(5)
