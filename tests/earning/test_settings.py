from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from earning import actions as earning
from earning.models import RuleVersion
from earning.queries import versions as earning_versions
from shop.models import Category, Shop
from tests.factories import START, day
from tests.statements import set_rules


def test_a_new_programme_starts_with_the_numbers_merchants_know(shop: Shop) -> None:
    first = RuleVersion.objects.get()

    assert (first.number, first.effective_from) == (1, START)
    assert (first.ratio, first.value) == (Decimal(10), Decimal("0.50"))
    assert (first.validity, first.validity_unit, first.pending_days) == (100, "days", 0)
    assert first.counting_states == ["paid", "processing", "shipped", "delivered"]
    assert first.cancelling_states == ["cancelled", "refunded", "payment_error"]
    assert (first.voucher_minimum, first.voucher_days) == (Decimal(5), 365)
    assert (first.convert_minimum, first.convert_step, first.debt_limit) == (1, 1, None)
    assert str(first) == f"{shop}, version 1"


def test_a_change_is_a_new_version_and_the_old_one_stays(shop: Shop) -> None:
    second = set_rules(shop, on=1, ratio=Decimal(5))

    assert (second.number, second.ratio, second.value) == (2, Decimal(5), Decimal("0.50"))
    assert earning_versions.rules_at(shop, day(1)) == second
    assert earning_versions.rules_at(shop, day(1) - timedelta(microseconds=1)).ratio == 10


def test_the_first_version_covers_all_earlier_time(shop: Shop) -> None:
    assert earning_versions.rules_at(shop, day(-1000)).number == 1


def test_the_later_written_of_two_versions_of_one_instant_counts(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(5))
    set_rules(shop, ratio=Decimal(6))

    assert earning_versions.rules_at(shop, START).ratio == 6


def test_the_same_values_again_are_no_change(shop: Shop) -> None:
    first = earning_versions.rules_at(shop, START)

    assert set_rules(shop, on=1, ratio=Decimal("10.00")) == first
    assert RuleVersion.objects.count() == 1


def test_categories_are_carried_over_and_count_as_a_change(shop: Shop) -> None:
    tea = Category.objects.create(shop=shop, external_id="tea")

    second = set_rules(shop, voucher_categories=[tea])
    third = set_rules(shop, ratio=Decimal(5))
    fourth = set_rules(shop, voucher_categories=[])

    assert [each.number for each in (second, third, fourth)] == [2, 3, 4]
    assert list(third.voucher_categories.all()) == [tea]
    assert list(fourth.voucher_categories.all()) == []


def test_a_form_based_on_an_old_version_changes_nothing(shop: Shop) -> None:
    seen = earning_versions.rules_at(shop, START)
    set_rules(shop, on=1, ratio=Decimal(5))

    with pytest.raises(earning.StaleSettings) as refusal:
        earning.save_rules(
            shop=shop, base=seen, values={"ratio": 6}, author="staff:1", now=day(2)
        )

    assert refusal.value.code == "stale_settings"
    assert RuleVersion.objects.count() == 2


def test_a_clock_that_runs_behind_does_not_put_a_version_before_the_last(
    shop: Shop,
) -> None:
    second = set_rules(shop, on=2, ratio=Decimal(5))

    third = earning.save_rules(
        shop=shop, base=second, values={"ratio": 6}, author="staff:1", now=day(1)
    )

    assert (third.number, third.effective_from) == (3, day(2))
    assert earning_versions.rules_at(shop, day(2)) == third


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ratio", Decimal(0)),
        ("ratio", Decimal(-1)),
        ("value", Decimal(0)),
        ("points_per_block", 0),
        ("validity", 0),
        ("validity", 36_501),
        ("pending_days", 36_501),
        ("voucher_days", 0),
        ("voucher_days", 36_501),
        ("convert_step", 0),
        ("convert_minimum", 0),
        ("voucher_minimum", Decimal("-0.01")),
        ("counting_states", ["lost"]),
        ("counting_states", []),
    ],
)
def test_settings_that_cannot_be_are_refused(shop: Shop, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        set_rules(shop, **{field: value})

    assert list(refusal.value.message_dict) == [field]
    assert RuleVersion.objects.count() == 1


def test_a_state_cannot_both_give_and_cancel(shop: Shop) -> None:
    with pytest.raises(ValidationError, match="rule_version_state_counts_or_cancels"):
        set_rules(shop, cancelling_states=["paid"])


def test_two_shops_have_their_own_settings(shop: Shop) -> None:
    elsewhere = Shop.objects.create(code="autre", name="Autre")
    earning.open_programme(shop=elsewhere, author="system", now=START)

    set_rules(elsewhere, ratio=Decimal(5))

    assert earning_versions.rules_at(shop, START).ratio == 10
    assert earning_versions.rules_at(elsewhere, START).ratio == 5
