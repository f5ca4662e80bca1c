"""From when, and until when, points can be spent."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from earning.rules import lifetime
from earning.rules.lifetime import Lifetime

PARIS = ZoneInfo("Europe/Paris")


def life(
    validity: int | None = 100, *, in_months: bool = False, pending_days: int = 0
) -> Lifetime:
    return Lifetime(
        pending_days=pending_days, validity=validity, in_months=in_months, zone=PARIS
    )


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_points_can_be_spent_at_once_or_after_the_return_period() -> None:
    counted = at("2026-05-01 10:00")

    assert lifetime.activates_at(counted, life()) == counted
    assert lifetime.activates_at(counted, life(pending_days=14)) == at("2026-05-15 10:00")


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
    active: str, life: Lifetime, expires: str
) -> None:
    assert lifetime.expires_at(at(active), life) == at(expires)


def test_the_last_day_is_the_shops_own() -> None:
    evening = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # already February in Paris

    assert lifetime.expires_at(evening, life(1, in_months=True)) == at("2026-03-02 00:00")


def test_points_without_a_validity_never_expire() -> None:
    assert lifetime.expires_at(at("2026-05-01"), life(None)) is None


def test_a_longer_pending_period_puts_the_end_off_too() -> None:
    pending = life(10, pending_days=14)
    active = lifetime.activates_at(at("2026-05-01 10:00"), pending)

    assert lifetime.expires_at(active, pending) == at("2026-05-26 00:00")
