"""Vouchers made by hand: once per form, once per file, whole or not at all."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme import actions as programme
from shop.models import Category, Customer, Shop
from tests.connections import at_once
from tests.factories import START, CustomerFactory, VoucherFactory, day, make_shop
from tests.statements import assert_honest, put_order
from vouchers import actions as vouchers
from vouchers.actions.batches import (
    FilledForm,
    drop_prepared,
    make_for,
    make_open,
    make_prepared,
    prepare_file,
)
from vouchers.actions.refusals import (
    AlreadyMade,
    CustomerIneligible,
    NoCustomerNamed,
    VoucherCodeTaken,
)
from vouchers.models import Budget, Voucher, VoucherBatch
from vouchers.queries.customer_matching import MatchedCustomers, match_customers
from vouchers.rules.codes import chosen_code
from vouchers.rules.customer_files import FileEntry, UnmatchedReason, read_customer_file


def form(token: uuid.UUID | None = None, **fields: Any) -> FilledForm:
    terms = vouchers.VoucherTerms(
        origin=Voucher.Origin.MANUAL,
        label="Merci",
        amount=Decimal(5),
        valid_from=START,
        valid_until=day(30),
    )
    return FilledForm(token=token or uuid.uuid4(), said={}, terms=replace(terms, **fields))


def prepare(shop: Shop, *customers: Customer, **fields: Any) -> VoucherBatch:
    found = MatchedCustomers([each.pk for each in customers], [])
    return prepare_file(
        shop=shop,
        name="clients.csv",
        found=found,
        form=form(**fields),
        author="staff:1",
        now=START,
    )


def make(batch: VoucherBatch, now: datetime = START, **fields: Any) -> VoucherBatch:
    return make_prepared(batch=batch, terms=form(**fields).terms, author="staff:2", now=now)


def made() -> list[str]:
    rows = Voucher.objects.order_by("pk").select_related("customer")
    return [row.customer.external_id if row.customer else "" for row in rows]


def test_a_form_sent_twice_makes_one_voucher(alice: Customer) -> None:
    sent = form()

    for on in (0, 1):
        batch = make_for(customer=alice, form=sent, author="staff:1", now=day(on))

    assert made() == ["57"]
    voucher = Voucher.objects.get()
    assert (voucher.batch, voucher.origin, voucher.author) == (batch, "manual", "staff:1")
    assert (batch.count, batch.made_at) == (1, START)


@pytest.mark.parametrize("fields", [{"guest": True}, {"erased_at": START, "email": ""}])
def test_a_guest_and_a_tombstone_get_none(shop: Shop, fields: dict[str, Any]) -> None:
    names = {"first_name": "", "last_name": ""}
    customer = CustomerFactory.create(shop=shop, **names, **fields)

    with pytest.raises(CustomerIneligible):
        make_for(customer=customer, form=form(), author="staff:1", now=START)

    assert not VoucherBatch.objects.exists()


def test_a_merchant_may_choose_the_code(shop: Shop, bob: Customer) -> None:
    terms: dict[str, Any] = {"use_limit": None, "uses_per_customer": 1}
    make_open(
        shop=shop,
        form=form(**terms),
        count=1,
        code="NOEL-2026",
        author="staff:1",
        now=START,
    )

    receipt = put_order(shop, "46", customer=bob, vouchers=("noel-2026",))

    assert [use.state for use in receipt.settlement.vouchers] == ["used"]


def test_a_code_that_is_taken_is_refused_and_nothing_is_made(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code="Noel-2026")
    VoucherFactory.create(shop=make_shop("autre"), code="ETE-2026")

    def ask(code: str) -> None:
        make_open(shop=shop, form=form(), count=1, code=code, author="staff:1", now=START)

    with pytest.raises(VoucherCodeTaken):
        ask("NOEL-2026")
    assert not VoucherBatch.objects.exists()
    ask("ETE-2026")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" noel-2026 ", "NOEL-2026"),
        ("abc", "ABC"),
        ("ab", None),
        ("-NOEL", None),
        ("NOEL-", None),
        ("NO--EL", None),
        ("NOËL", None),
        ("NO EL", None),
        ("A" * 30, "A" * 30),
        ("A" * 31, None),
        ("=NOEL", None),
    ],
)
def test_a_chosen_code_can_be_said_on_the_telephone(typed: str, code: str | None) -> None:
    assert chosen_code(typed) == code


def test_many_open_vouchers_are_one_batch(shop: Shop) -> None:
    batch = make_open(
        shop=shop, form=form(), count=20, code=None, author="staff:1", now=START
    )

    assert Voucher.objects.filter(batch=batch, customer=None).count() == 20
    assert batch.count == 20


def test_a_prepared_file_makes_nothing_yet(alice: Customer) -> None:
    batch = prepare(alice.shop, alice)

    assert (batch.made_at, batch.count, made()) == (None, 1, [])


def test_a_confirmed_file_gives_each_customer_one_voucher(
    alice: Customer, bob: Customer
) -> None:
    batch = make(prepare(alice.shop, bob, alice), now=day(1))

    assert made() == ["57", "58"]
    assert (batch.count, batch.customers, batch.author) == (2, [], "staff:2")
    assert {row.batch for row in Voucher.objects.all()} == {batch}
    assert_honest()


def test_confirming_twice_makes_once(alice: Customer) -> None:
    batch = prepare(alice.shop, alice)

    assert make(batch).made_at == make(batch, now=day(1)).made_at == START
    assert made() == ["57"]


def test_the_same_file_read_again_is_recognised(alice: Customer, bob: Customer) -> None:
    first = make(prepare(alice.shop, alice, bob))
    again = prepare(alice.shop, bob, alice)

    with pytest.raises(AlreadyMade) as refused:
        make(again, now=day(1), valid_from=day(1))

    assert refused.value.batch == first
    assert made() == ["57", "58"]


def test_the_same_file_with_other_terms_is_another_matter(alice: Customer) -> None:
    shelf = Category.objects.create(shop=alice.shop, external_id="1")
    make(prepare(alice.shop, alice))
    make(prepare(alice.shop, alice), label="Noël")
    make(prepare(alice.shop, alice), categories=[shelf])
    make(prepare(alice.shop, alice), valid_until=day(31))

    assert made() == ["57"] * 4


def test_a_file_that_the_budget_does_not_cover_makes_nothing(
    alice: Customer, bob: Customer
) -> None:
    budget = Budget.objects.create(shop=alice.shop, name="Noël", max_count=1)
    batch = prepare(alice.shop, alice, bob)

    with pytest.raises(vouchers.BudgetSpent):
        make(batch, budget=budget)

    batch.refresh_from_db()
    assert (made(), batch.made_at, len(batch.customers)) == ([], None, 2)


def test_whoever_is_erased_meanwhile_gets_none(alice: Customer, bob: Customer) -> None:
    batch = prepare(alice.shop, alice, bob)
    programme.erase_customer(
        shop=alice.shop, external_id="57", author="staff:1", now=day(1)
    )

    assert make(batch, now=day(2)).count == 1
    assert made() == ["58"]


def test_a_file_of_nobody_left_is_refused(alice: Customer) -> None:
    with pytest.raises(NoCustomerNamed):
        prepare(alice.shop)
    batch = prepare(alice.shop, alice)
    Customer.objects.update(guest=True)

    with pytest.raises(NoCustomerNamed):
        make(batch)


def test_a_file_can_be_dropped_until_it_is_made(alice: Customer, bob: Customer) -> None:
    waiting, done = prepare(alice.shop, alice), make(prepare(alice.shop, bob))
    drop_prepared(batch=waiting)
    drop_prepared(batch=done)

    assert list(VoucherBatch.objects.all()) == [done]


def test_a_file_that_nobody_confirms_is_forgotten_after_a_week(
    alice: Customer, bob: Customer
) -> None:
    prepare(alice.shop, alice)
    done = make(prepare(alice.shop, bob))

    assert dict(programme.night(now=START + timedelta(days=7)))["files"] == 0
    assert dict(programme.night(now=START + timedelta(days=7, seconds=1)))["files"] == 1
    assert list(VoucherBatch.objects.all()) == [done]


@pytest.mark.django_db(transaction=True)
def test_a_file_confirmed_by_five_at_once_is_made_once(alice: Customer) -> None:
    batch = prepare(alice.shop, alice)

    at_once(*[lambda: make(batch)] * 5)

    assert made() == ["57"]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_confirmed_from_two_windows_is_made_once(alice: Customer) -> None:
    windows = [prepare(alice.shop, alice) for _ in range(4)]

    def confirm(window: VoucherBatch) -> bool:
        try:
            return make(window).made_at == START
        except AlreadyMade:
            return False

    found = at_once(*[partial(confirm, window) for window in windows])

    assert sorted(found) == [False, False, False, True]
    assert made() == ["57"]


def test_customers_are_locked_before_the_file_is_looked_for(alice: Customer) -> None:
    batch = prepare(alice.shop, alice)

    with CaptureQueriesContext(connection) as asked:
        make(batch)

    said = [query["sql"] for query in asked]
    lock = next(n for n, sql in enumerate(said) if '"shop_customer"' in sql)
    look = next(n for n, sql in enumerate(said) if '"digest" = ' in sql)
    assert "FOR NO KEY UPDATE" in said[lock]
    assert lock < look


def recognise(shop: Shop, text: str) -> MatchedCustomers:
    return match_customers(shop, read_customer_file(text.encode()))


def test_customers_are_known_by_id_or_by_address(alice: Customer, bob: Customer) -> None:
    found = recognise(alice.shop, "58\nALICE@example.com\n")

    assert found == MatchedCustomers([bob.pk, alice.pk], [])


def test_what_is_not_recognised_is_told_by_line_and_reason(
    shop: Shop, alice: Customer
) -> None:
    CustomerFactory.create(shop=shop, external_id="60", guest=True)
    CustomerFactory.create(
        shop=shop, external_id="61", email="", first_name="", last_name="", erased_at=START
    )
    CustomerFactory.create(shop=make_shop("autre"), external_id="62", email="o@example.com")

    found = recognise(shop, "57\nalice@example.com\n60\n61\n62\no@example.com\n;x\n")

    assert found.customers == [alice.pk]
    assert found.refused == [
        (2, UnmatchedReason.TWICE),
        (3, UnmatchedReason.GUEST),
        (4, UnmatchedReason.ERASED),
        (5, UnmatchedReason.UNKNOWN),
        (6, UnmatchedReason.UNKNOWN),
        (7, UnmatchedReason.UNREADABLE),
    ]


def test_of_several_accounts_the_newest_that_is_no_guests_counts(shop: Shop) -> None:
    said: list[dict[str, Any]] = [
        {"registered_at": day(1)},
        {"registered_at": day(2)},
        {"registered_at": day(3), "guest": True},
        {},
    ]
    for number, fields in enumerate(said):
        CustomerFactory.create(
            shop=shop, external_id=f"a{number}", email="same@example.com", **fields
        )

    found = recognise(shop, "Same@example.com")

    assert found.customers == [Customer.objects.get(external_id="a1").pk]


@pytest.mark.parametrize("rows", [1, 30])
def test_recognising_costs_two_queries_however_long_the_file(shop: Shop, rows: int) -> None:
    entries = [FileEntry(n, f"client{n}@example.com") for n in range(rows)]

    with CaptureQueriesContext(connection) as asked:
        match_customers(shop, entries)

    assert len(asked) == 2


def test_a_rest_belongs_to_no_batch(shop: Shop, alice: Customer) -> None:
    make(prepare(shop, alice), partial=True)
    voucher = Voucher.objects.get()
    put_order(
        shop, "46", customer=alice, discount=Decimal(2), vouchers=(voucher.code,), on=1
    )

    remainder = Voucher.objects.get(remainder_of=voucher)

    assert (remainder.amount, remainder.batch) == (Decimal(3), None)
