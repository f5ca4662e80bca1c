"""Who is the same person, by ids and by addresses."""

import pytest
from django.db.models import QuerySet

from shop.models import Cart, Customer, Order, Shop
from shop.persons import Person, person_of, person_of_address
from tests.factories import CustomerFactory, make_shop
from tests.statements import merge, put_order


def ids(rows: QuerySet[Customer]) -> set[str]:
    return set(rows.values_list("external_id", flat=True))


def same(person: Person) -> set[str]:
    return ids(Customer.objects.filter(person.customers))


@pytest.mark.parametrize(
    "other", ["JULIE@gmail.com", "ju.lie+noel@googlemail.com", " julie@gmail.com "]
)
def test_a_guest_with_an_alias_is_the_same_person(shop: Shop, other: str) -> None:
    member = CustomerFactory.create(shop=shop, external_id="m", email="julie@gmail.com")
    CustomerFactory.create(shop=shop, external_id="g", email=other, guest=True)
    CustomerFactory.create(shop=shop, external_id="x", email="juliette@gmail.com")

    assert same(person_of(member)) == {"m", "g"}


def test_an_address_that_was_proven_is_theirs_beside_the_stated_one(shop: Shop) -> None:
    moved = CustomerFactory.create(
        shop=shop, external_id="m", email="new@x.example", proven_email="old@x.example"
    )
    CustomerFactory.create(shop=shop, external_id="g", email="OLD@x.example", guest=True)

    assert same(person_of(moved)) == {"m", "g"}
    assert same(person_of_address(shop, "old@x.example")) == {"m", "g"}


def test_who_was_merged_brings_their_address(shop: Shop) -> None:
    kept = CustomerFactory.create(shop=shop, external_id="k", email="one@x.example")
    gone = CustomerFactory.create(shop=shop, external_id="o", email="two@x.example")
    CustomerFactory.create(shop=shop, external_id="g", email="two@x.example", guest=True)
    merge(kept, gone, on=1)

    assert same(person_of(kept)) == {"k", "o", "g"}


def test_an_empty_address_is_nobodys(shop: Shop) -> None:
    one = CustomerFactory.create(shop=shop, external_id="1", email="")
    CustomerFactory.create(shop=shop, external_id="2", email="")
    put_order(shop, "o", email="")

    assert same(person_of(one)) == {"1"}
    assert same(person_of_address(shop, "")) == set()
    assert not Order.objects.filter(person_of_address(shop, "").addressed).exists()
    assert not person_of_address(shop, "").owns(customer=None, email="")


def test_another_shop_has_other_persons(shop: Shop) -> None:
    member = CustomerFactory.create(shop=shop, external_id="m", email="julie@x.example")
    CustomerFactory.create(
        shop=make_shop("autre"), external_id="n", email="julie@x.example"
    )

    assert same(person_of(member)) == {"m"}


def test_orders_and_carts_of_nobody_are_theirs_by_address(shop: Shop) -> None:
    member = CustomerFactory.create(shop=shop, external_id="m", email="julie@x.example")
    put_order(shop, "mine", email="Julie+cadeau@x.example")
    put_order(shop, "other", email="bob@x.example")
    Cart.objects.create(shop=shop, external_id="c", email="JULIE@x.example")
    person = person_of(member)

    assert [row.external_id for row in Order.objects.filter(person.addressed)] == ["mine"]
    assert [row.external_id for row in Cart.objects.filter(person.addressed)] == ["c"]
    assert person.owns(customer=member.pk, email="")
    assert person.owns(customer=None, email="JULIE+x@x.example")
    assert not person.owns(customer=None, email="bob@x.example")
