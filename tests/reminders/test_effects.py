"""What a campaign has brought: told only where it is sure, however often one looks."""

import pytest
from django.utils import translation

from benchmarks.effects import Year, share_found
from reminders.models import Campaign
from reminders.phrases import effect_sentence
from reminders.rules.experiments import (
    Effect,
    ExperimentGroup,
    effect,
    half_width,
    people_needed,
)


def group(people: int, buyers: int, each: float = 40.0) -> ExperimentGroup:
    return ExperimentGroup(people, buyers, buyers * each, buyers * each * each)


@pytest.mark.slow
def test_of_campaigns_that_do_nothing_few_are_ever_said_to_work() -> None:
    """Looked at once a week for a year; the benchmark draws four hundred."""
    assert share_found(60, more=0) <= 5
    assert share_found(60, more=0, held_out=0.10) <= 5


@pytest.mark.slow
def test_half_as_many_buyers_again_are_found_with_half_held_out() -> None:
    assert share_found(30, more=0.5) >= 80


def test_a_year_is_the_same_each_time() -> None:
    assert Year(seed=3, more=0.5).finds() is Year(seed=3, more=0.5).finds()


def test_the_bounds_are_wider_than_those_of_one_look() -> None:
    """At two thousand people, half held out: ±3.05 deviations, and not ±1.96."""
    assert half_width(0.25, 1000, 1000) == pytest.approx(3.09 * (0.25 / 500) ** 0.5, 0.02)


def test_fewer_than_five_buyers_in_a_group_tell_nothing() -> None:
    found = effect(group(500, 100), group(500, 4), days=70)

    assert found.bought is None
    assert not found.is_proven


def test_a_large_difference_is_proven_and_worth_money() -> None:
    found = effect(group(1000, 300), group(1000, 200), days=140)

    assert found.is_proven
    assert found.bought is not None
    assert found.bought.likely == pytest.approx(0.10)
    assert found.spent is not None
    assert found.spent.likely == pytest.approx(4.0)
    assert found.weeks is None


def test_a_campaign_that_drives_customers_away_is_told_too() -> None:
    found = effect(group(1000, 200), group(1000, 300), days=140)

    assert found.is_proven
    assert found.bought is not None
    assert found.bought.high < 0


def test_how_long_it_takes_follows_the_pace_and_the_hold_out() -> None:
    half = effect(group(50, 10), group(50, 10), days=14)
    tenth = effect(group(90, 18), group(10, 2), days=14)

    assert half.weeks is not None
    assert tenth.weeks is not None
    assert 5 < half.weeks < 30 < tenth.weeks
    assert people_needed(0.2, 0.5) < people_needed(0.2, 0.1) / 2


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (effect(group(1000, 300), group(1000, 200), days=140), "because of the campaign"),
        (effect(group(1000, 200), group(1000, 300), days=140), "fewer have bought"),
        (effect(group(100, 22), group(100, 20), days=14), "may be chance"),
        (effect(group(50, 4), group(50, 4), days=14), "weeks more"),
        (effect(group(1000, 6), group(10, 1), days=700), "never be enough"),
        (effect(group(50, 0), group(50, 0), days=14), "Not enough data yet."),
    ],
)
def test_the_page_says_it_in_words(carts: Campaign, found: Effect, said: str) -> None:
    with translation.override("en"):
        assert said in effect_sentence(carts, found)


def test_what_is_not_proven_is_never_put_down_to_the_campaign(carts: Campaign) -> None:
    with translation.override("en"):
        said = effect_sentence(carts, effect(group(200, 60), group(200, 45), days=60))

    assert "because of" not in said
    assert "30 have bought with the mail and 22.5 without" in said
