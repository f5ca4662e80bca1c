"""Spaces are told apart: U+202F between thousands, U+00A0 before a unit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from core.templatetags import typography

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        ("1234.5", "1\u202f234,50\u00a0€", "€1,234.50"),
        ("0", "0,00\u00a0€", "€0.00"),
        ("2", "2,00\u00a0€", "€2.00"),
        ("-5", "\u22125,00\u00a0€", "\u2212€5.00"),
    ],
)
def test_money(amount: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert typography.money(Decimal(amount)) == french
    with translation.override("en"):
        assert typography.money(Decimal(amount)) == english


def test_money_of_another_currency_or_none() -> None:
    with translation.override("fr"):
        assert typography.money(Decimal("3.1"), "CHF") == "3,10\u00a0CHF"
        assert typography.money(None) == ""


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        ("0.0125", "0,0125\u00a0€", "€0.0125"),
        ("0.5", "0,50\u00a0€", "€0.50"),
        ("-0.005", "\u22120,005\u00a0€", "\u2212€0.005"),
    ],
)
def test_unit_money_keeps_its_decimals(amount: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert typography.unit_money(Decimal(amount)) == french
        assert typography.unit_money(None) == ""
    with translation.override("en"):
        assert typography.unit_money(Decimal(amount)) == english


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("12.5", "12,5\u00a0%", "12.5%"),
        ("5", "5\u00a0%", "5%"),
        ("-10", "\u221210\u00a0%", "\u221210%"),
        ("33.333", "33,33\u00a0%", "33.33%"),
    ],
)
def test_percent(value: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert typography.percent(Decimal(value)) == french
    with translation.override("en"):
        assert typography.percent(Decimal(value)) == english


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 points"), (1, "1 point"), (4, "4 points"), (1234, "1,234 points")],
)
def test_points_in_english(count: int, words: str) -> None:
    with translation.override("en"):
        assert typography.points(count) == words


@pytest.mark.parametrize(
    ("count", "figure"),
    [(5, "+5"), (-5, "\u22125"), (0, "0"), (-1234, "\u22121\u202f234")],
)
def test_signed(count: int, figure: str) -> None:
    with translation.override("fr"):
        assert typography.signed(count) == figure


@pytest.mark.parametrize(
    ("when", "french", "english"),
    [
        (date(2026, 5, 1), "1er mai 2026", "1 May 2026"),
        (date(2026, 8, 9), "9 août 2026", "9 August 2026"),
        (date(2026, 12, 11), "11 décembre 2026", "11 December 2026"),
    ],
)
def test_day(when: date, french: str, english: str) -> None:
    with translation.override("fr"):
        assert typography.day(when) == french
    with translation.override("en"):
        assert typography.day(when) == english


def test_the_day_of_an_instant_is_that_of_the_active_zone() -> None:
    evening = datetime(2026, 5, 1, 23, tzinfo=UTC)

    with translation.override("en"), timezone.override(PARIS):
        assert typography.day(evening) == "2 May 2026"
    with translation.override("en"), timezone.override(UTC):
        assert typography.day(evening) == "1 May 2026"


def test_what_ends_at_midnight_can_be_used_the_day_before() -> None:
    midnight = datetime(2026, 8, 10, tzinfo=PARIS)

    with timezone.override(PARIS):
        assert typography.last_day(midnight) == date(2026, 8, 9)


def test_a_language_without_rules_of_its_own_reads_as_french() -> None:
    with translation.override(None):
        assert typography.money(Decimal(2)) == "2,00\u00a0€"
