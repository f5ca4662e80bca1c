from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points import rules
from tests.points.test_earning import earning

PARIS = ZoneInfo("Europe/Paris")


def life(
    validity: int | None = 100, *, in_months: bool = False, pending_days: int = 0
) -> rules.Lifetime:
    return rules.Lifetime(
        pending_days=pending_days, validity=validity, in_months=in_months, zone=PARIS
    )


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("seen", "qualifies"),
    [
        ([], False),
        (["pending"], False),
        (["paid"], True),
        (["pending", "paid"], True),
        (["paid", "pending"], True),
        (["paid", "cancelled"], False),
        (["paid", "cancelled", "pending"], False),
        (["paid", "cancelled", "shipped"], True),
        (["cancelled", "paid", "delivered"], True),
        (["delivered"], False),
    ],
)
def test_the_last_state_that_decides_decides(seen: list[str], qualifies: bool) -> None:
    times = {
        state: at("2026-05-01") + timedelta(days=number)
        for number, state in enumerate(seen)
    }

    assert rules.qualifies(times, earning()) is qualifies


def test_of_two_states_at_one_instant_the_cancelling_one_decides() -> None:
    now = at("2026-05-01")

    assert not rules.qualifies({"paid": now, "cancelled": now}, earning())
    assert not rules.qualifies({"cancelled": now, "paid": now}, earning())


def test_points_can_be_spent_at_once_or_after_the_return_period() -> None:
    qualified = at("2026-05-01 10:00")

    assert rules.activates_at(qualified, life()) == qualified
    assert rules.activates_at(qualified, life(pending_days=14)) == at("2026-05-15 10:00")


@pytest.mark.parametrize(
    ("active", "life", "expires"),
    [
        ("2026-05-01 10:00", life(100), "2026-08-10 00:00"),
        ("2026-05-01 00:00", life(1), "2026-05-03 00:00"),
        ("2026-01-31 10:00", life(1, in_months=True), "2026-03-01 00:00"),
        ("2028-01-31 10:00", life(1, in_months=True), "2028-03-01 00:00"),
        ("2026-03-28 23:30", life(1), "2026-03-30 00:00"),
        ("2026-03-29 03:30", life(1), "2026-03-31 00:00"),
        ("2026-10-24 02:30", life(1), "2026-10-26 00:00"),
    ],
)
def test_points_live_until_the_midnight_that_closes_their_last_day(
    active: str, life: rules.Lifetime, expires: str
) -> None:
    assert rules.expires_at(at(active), life) == at(expires)


def test_the_last_day_is_the_shops_own() -> None:
    evening = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # already February in Paris

    assert rules.expires_at(evening, life(1, in_months=True)) == at("2026-03-02 00:00")


def test_points_without_a_validity_never_expire() -> None:
    assert rules.expires_at(at("2026-05-01"), life(None)) is None


def test_a_longer_pending_period_puts_the_end_off_too() -> None:
    pending = life(10, pending_days=14)
    active = rules.activates_at(at("2026-05-01 10:00"), pending)

    assert rules.expires_at(active, pending) == at("2026-05-26 00:00")


@pytest.mark.parametrize(
    ("points", "value", "worth"),
    [(4, "0.50", "2.00"), (1, "0.005", "0.01"), (1, "0.0049", "0.00"), (0, "0.50", "0.00")],
)
def test_points_are_worth_their_value_to_the_cent(
    points: int, value: str, worth: str
) -> None:
    assert rules.worth(points, Decimal(value)) == Decimal(worth)


@pytest.mark.parametrize(
    ("minimum", "step", "value", "least"),
    [
        (1, 1, "0.50", 1),
        (15, 10, "0.50", 20),
        (20, 10, "0.50", 20),
        (1, 7, "0.50", 7),
        (1, 1, "0.001", 5),
        (1, 1, "0.005", 1),
        (1, 4, "0.0001", 52),
    ],
)
def test_a_bon_takes_the_minimum_in_whole_steps_and_is_worth_a_cent(
    minimum: int, step: int, value: str, least: int
) -> None:
    found = rules.least_convertible(minimum=minimum, step=step, value=Decimal(value))

    assert found == least
    assert rules.worth(found, Decimal(value)) >= Decimal("0.01")


@pytest.mark.parametrize(
    ("available", "least", "step", "convertible"),
    [(25, 20, 10, 20), (19, 20, 10, 0), (0, 1, 1, 0), (7, 1, 1, 7), (20, 20, 10, 20)],
)
def test_the_most_that_converts_is_a_multiple_of_the_step_or_nothing(
    available: int, least: int, step: int, convertible: int
) -> None:
    assert rules.convertible(available, least=least, step=step) == convertible


def test_a_spend_empties_the_first_lot_before_it_opens_the_next() -> None:
    assert rules.spend(180, [100, 200]) == [100, 80]
    assert rules.spend(100, [100, 200]) == [100, 0]
    assert rules.spend(0, [100]) == [0]


@given(st.lists(st.integers(0, 100), max_size=6), st.data())
def test_a_spend_takes_what_was_asked_and_no_more_than_there_is(
    lots: list[int], data: st.DataObject
) -> None:
    points = data.draw(st.integers(0, sum(lots)))

    parts = rules.spend(points, lots)

    assert sum(parts) == points
    assert all(0 <= part <= lot for part, lot in zip(parts, lots, strict=True))
