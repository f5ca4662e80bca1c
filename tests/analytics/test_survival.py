"""What part of points is used in the end, told from earlier months; by hand."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.rules.owed import Flow, FlowKind
from analytics.rules.provision import provision
from analytics.rules.survival import Probability, curve, probability_of_use


def month(number: int) -> date:
    """So many months after January 2026."""
    return date(2026 + number // 12, 1 + number % 12, 1)


def flow(kind: FlowKind, since: int, booked: int, amount: int) -> Flow:
    """It ends at the last day of the third month after it came."""
    end = date.fromordinal(month(since + 4).toordinal() - 1)
    return Flow("", kind, month(since), month(booked), end, Decimal(amount))


def earned_and_used(months: int, *, used: int) -> list[Flow]:
    """100 points each month, of which so many are used in the month after."""
    earned = [flow(FlowKind.GIVEN, n, n, 100) for n in range(months)]
    return earned + [flow(FlowKind.USED, n, n + 1, -used) for n in range(months - 1)]


def test_of_each_age_the_curve_says_what_is_used_in_the_end() -> None:
    ages = curve(earned_and_used(12, used=40), date(2026, 12, 31))

    assert [age.months for age in ages[:4]] == [0, 1, 2, 3]
    assert [round(age.probability, 3) for age in ages[:4]] == [0.4, 0.4, 0, 0]
    assert ages[1].at_risk == 1100
    assert ages[1].used == 440


def test_months_that_are_alike_leave_no_doubt() -> None:
    found = probability_of_use(earned_and_used(12, used=40), date(2026, 12, 31))

    assert found is not None
    # Of the 220 points that are owed, 100 were earned this month: 40 of them will be used.
    assert found.likely == pytest.approx(40 / 220, abs=0.001)
    assert found.low == pytest.approx(found.likely)
    assert found.months == 11


def test_months_that_differ_leave_some() -> None:
    flows = earned_and_used(12, used=40)
    flows += [flow(FlowKind.USED, n, n + 1, -30) for n in range(0, 11, 2)]

    found = probability_of_use(flows, date(2026, 12, 31))

    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.likely < found.high


def test_too_few_months_tell_nothing() -> None:
    assert probability_of_use(earned_and_used(4, used=40), date(2026, 4, 30)) is None


def test_a_provision_is_at_cost_and_deferred_revenue_at_its_share_of_the_price() -> None:
    found = provision(
        points=Decimal(1000),
        vouchers=Decimal(100),
        probability=Probability(0.6),
        voucher_probability=Probability(0.5),
        cost_percent=Decimal(40),
        sold=Decimal(9700),
        given=Decimal(1000),
    )

    # 1000 × 0.6 × 0.5 + 100 × 0.5
    assert found.expected == Decimal("350.00")
    assert found.pcg == Decimal("140.00")
    # 9700 of goods beside 300 of points: 97 %.
    assert found.goods_share == Decimal("0.9700")
    assert found.ifrs == Decimal("339.50")


def test_without_a_margin_the_face_value_is_provided_for() -> None:
    found = provision(
        points=Decimal(100),
        vouchers=Decimal(0),
        probability=Probability(1.0),
        voucher_probability=Probability(1.0),
        cost_percent=None,
        sold=Decimal(0),
        given=Decimal(0),
    )

    assert found.pcg == Decimal("100.00")
