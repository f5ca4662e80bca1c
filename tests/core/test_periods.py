from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from core.periods import Period, PeriodForm, proposed_periods

TODAY = date(2026, 5, 31)
USUAL = Period(first=date(2026, 5, 2), last=TODAY)


def test_a_period_begins_and_ends_with_its_days_in_the_zone_of_the_shop() -> None:
    period = Period(first=date(2026, 5, 1), last=date(2026, 5, 1))

    assert period.bounds(ZoneInfo("Europe/Paris")) == (
        datetime(2026, 4, 30, 22, tzinfo=UTC),
        datetime(2026, 5, 1, 22, tzinfo=UTC),
    )


def test_proposed_periods_end_today() -> None:
    found = [period for _label, period in proposed_periods(TODAY)]

    assert [(TODAY - each.first).days + 1 for each in found] == [7, 30, 90, 365]
    assert {each.last for each in found} == {TODAY}


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ("", USUAL),
        ("first=2026-05-03", Period(first=date(2026, 5, 3), last=TODAY)),
        ("first=2026-05-03&last=2026-05-02", USUAL),
        ("first=tomorrow", USUAL),
        ("first=2026-06-03&last=", USUAL),
    ],
)
def test_a_form_answers_the_usual_days_where_what_was_asked_makes_no_sense(
    asked: str, period: Period
) -> None:
    assert PeriodForm(QueryDict(asked), today=TODAY).period == period
