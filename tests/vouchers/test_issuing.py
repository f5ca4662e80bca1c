"""Vouchers issued one by one and by the thousand, and the budget they draw on."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from shop.models import Category, Customer, Product, Shop
from tests.connections import at_once, steps
from tests.factories import START, CustomerFactory, day
from vouchers import actions as vouchers
from vouchers.actions.issuing import VoucherTerms, issue_many
from vouchers.models import Budget, Voucher
from vouchers.rules.codes import ALPHABET

FIVE = Decimal(5)


def terms(**fields: Any) -> VoucherTerms:
    usual: dict[str, Any] = {
        "origin": Voucher.Origin.CART,
        "label": "Panier abandonné",
        "amount": FIVE,
        "valid_from": START,
        "valid_until": day(2),
    }
    return VoucherTerms(**usual | fields)


def issue(shop: Shop, customer: Customer | None = None, **fields: Any) -> Voucher:
    return vouchers.issue(
        shop=shop, customer=customer, terms=terms(**fields), author="system", now=START
    )


def rows(shop: Shop) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in {"id", "code"}}
        for row in Voucher.objects.filter(shop=shop).order_by("pk").values()
    ]


def test_every_origin_has_codes_of_its_own() -> None:
    prefixes = vouchers.ORIGINS.values()

    assert vouchers.ORIGINS.keys() == set(Voucher.Origin)
    assert len(set(prefixes)) == len(vouchers.ORIGINS)
    assert all(re.fullmatch("[A-Z]{3}", prefix) for prefix in prefixes)


def test_a_voucher_is_issued_on_its_terms(shop: Shop, alice: Customer) -> None:
    lamps = Category.objects.create(shop=shop, external_id="lamps")
    lamp = Product.objects.create(shop=shop, external_id="lamp")

    voucher = issue(shop, alice, categories=[lamps], excluded_products=[lamp], partial=True)

    assert re.fullmatch(rf"PAN-[{ALPHABET}]{{11}}", voucher.code)
    assert (voucher.customer, voucher.amount, voucher.partial, voucher.used) == (
        alice,
        FIVE,
        True,
        0,
    )
    assert list(voucher.categories.all()) == [lamps]
    assert list(voucher.excluded_products.all()) == [lamp]
    assert not voucher.products.exists()


def test_many_are_issued_as_one_is(shop: Shop, alice: Customer) -> None:
    lamps = Category.objects.create(shop=shop, external_id="lamps")
    given: dict[str, Any] = {"categories": [lamps], "minimum": FIVE, "use_limit": 2}
    one = issue(shop, alice, **given)
    issued = vouchers.issue_to(
        shop=shop, customers=[alice.pk], terms=terms(**given), author="system", now=START
    )

    [many] = Voucher.objects.filter(pk__in=[voucher.pk for voucher in issued])
    assert rows(shop)[0] | {"recorded_at": None} == rows(shop)[1] | {"recorded_at": None}
    assert list(many.categories.all()) == list(one.categories.all()) == [lamps]


def test_codes_for_whoever_has_them_are_all_different_and_unguessable(shop: Shop) -> None:
    issued = issue_many(shop=shop, count=2000, terms=terms(), author="system", now=START)

    made_vouchers = Voucher.objects.filter(customer=None)
    codes = {voucher.code for voucher in issued}
    assert {*made_vouchers.values_list("pk", "code")} == {*issued}
    assert len(codes) == len(issued) == 2000
    assert all(re.fullmatch(rf"PAN-[{ALPHABET}]{{11}}", code) for code in codes)
    for place in range(4, 15):
        assert {code[place] for code in codes} == set(ALPHABET)


def test_each_customer_gets_one_in_their_order(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    issued = vouchers.issue_to(
        shop=shop, customers=[bob.pk, alice.pk], terms=terms(), author="system", now=START
    )

    owners = [Voucher.objects.get(pk=voucher.pk).customer for voucher in issued]
    assert owners == [bob, alice]


def test_a_budget_lets_through_what_it_holds(shop: Shop) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël", max_amount=Decimal(12))
    for _ in range(2):
        issue(shop, budget=budget)

    with pytest.raises(vouchers.BudgetSpent, match="Noël") as refusal:
        issue(shop, budget=budget)

    budget.refresh_from_db()
    assert refusal.value.code == "budget_spent"
    assert (budget.spent_count, budget.spent_amount) == (2, Decimal(10))
    assert Voucher.objects.count() == 2


def test_a_budget_counts_uses_too(shop: Shop) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël", max_count=5)
    percentage: dict[str, Any] = {"kind": "percent", "amount": None, "percent": FIVE}

    issue(shop, budget=budget, use_limit=3, **percentage)
    with pytest.raises(vouchers.BudgetSpent):
        issue_many(shop=shop, count=3, terms=terms(budget=budget), author="x", now=START)
    issue_many(shop=shop, count=2, terms=terms(budget=budget), author="x", now=START)

    budget.refresh_from_db()
    assert (budget.spent_count, budget.spent_amount) == (5, Decimal(10))


def test_a_voucher_that_is_cancelled_goes_back_to_its_budget(shop: Shop) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël", max_count=1)
    voucher = issue(shop, budget=budget)

    vouchers.cancel(voucher=voucher, now=day(1))

    budget.refresh_from_db()
    assert (budget.spent_count, budget.spent_amount) == (0, Decimal(0))
    issue(shop, budget=budget)


def test_a_budget_needs_a_limit_of_uses(shop: Shop) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël")

    with pytest.raises(IntegrityError, match="voucher_budget_needs_a_limit"):
        issue(shop, budget=budget, use_limit=None)


def test_a_budget_is_drawn_on_before_anything_is_issued(shop: Shop) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël")

    with steps() as done:
        issue(shop, budget=budget)

    assert done == ["write vouchers_budget", "write vouchers_voucher"]


@pytest.mark.django_db(transaction=True)
def test_golden_case_12_of_thirty_vouchers_of_5_euros_a_budget_of_100_issues_twenty(
    shop: Shop,
) -> None:
    budget = Budget.objects.create(shop=shop, name="Noël", max_amount=Decimal(100))

    def press() -> str:
        try:
            issue(shop, budget=budget)
        except vouchers.BudgetSpent as refusal:
            return refusal.code
        return "issued"

    found = at_once(*[press] * 30)

    budget.refresh_from_db()
    assert sorted(found) == ["budget_spent"] * 10 + ["issued"] * 20
    assert (budget.spent_count, budget.spent_amount) == (20, Decimal(100))
    assert Voucher.objects.count() == 20


def test_customers_of_many_are_not_asked_for_one_by_one(
    shop: Shop, django_assert_num_queries: Any
) -> None:
    keys = [CustomerFactory.create(shop=shop).pk for _ in range(5)]
    lamps = Category.objects.create(shop=shop, external_id="lamps")

    with django_assert_num_queries(4):
        vouchers.issue_to(
            shop=shop,
            customers=keys,
            terms=terms(categories=[lamps]),
            author="system",
            now=START,
        )
