"""What a spreadsheet finds in our files: figures it can add up, and never a formula."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from core.spreadsheet import lines, safe, written

NOON = datetime(2026, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (None, "", ""),
        ("", "", ""),
        (-4, "-4", "-4"),
        (1234567, "1234567", "1234567"),
        (Decimal("-4.50"), "-4,50", "-4.50"),
        (Decimal("1234.5"), "1234,5", "1234.5"),
        (Decimal("1E+3"), "1000", "1000"),
        (date(2026, 5, 1), "01/05/2026", "2026-05-01"),
        (NOON, "01/05/2026 12:00", "2026-05-01 12:00"),
        (True, "oui", "yes"),
        (False, "non", "no"),
        (gettext_lazy("Shipped"), "Expédiée", "Shipped"),
        ("Élodie", "Élodie", "Élodie"),
    ],
)
def test_each_value_is_written_as_the_reader_writes_it(
    value: object, french: str, english: str
) -> None:
    with override("fr"):
        assert written(value) == french
    with override("en"):
        assert written(value) == english


def test_an_instant_is_told_by_the_clock_that_is_active() -> None:
    with override("en"), timezone.override(ZoneInfo("Pacific/Auckland")):
        assert written(datetime(2026, 5, 1, 13, tzinfo=UTC)) == "2026-05-02 01:00"


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫−")
@pytest.mark.parametrize(
    "before", ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060 ", '"', "'", ' "']
)
def test_what_begins_like_a_formula_is_a_text(sign: str, before: str) -> None:
    assert safe(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("control", ["\t", "\r", "\n", "\r\n", "\x0b", "\u2028", "\x85"])
def test_tabs_and_line_ends_are_spaces(control: str) -> None:
    assert safe(f"{control}=1+1") == "' =1+1"
    assert safe(f"Martin{control}=1+1") == "Martin =1+1"
    assert safe(f"{control}Martin") == " Martin"


@pytest.mark.parametrize("separator", ";,|")
def test_a_formula_cannot_hide_behind_another_separator(separator: str) -> None:
    assert safe(f"Martin{separator} =1+1") == f"Martin{separator}' =1+1"
    assert safe(f'Martin"{separator}"=1+1') == f'Martin"{separator}\'"=1+1'


@pytest.mark.parametrize(
    "text", ["Jean-Pierre", "a@example.com", "1 + 1 = 2", "O'Brien", "50 %", "Dupont, Jean"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_a_number_in_a_text_is_a_text() -> None:
    assert written("-4") == "'-4"


def test_cells_are_parted_by_semicolons_and_lines_end_as_in_windows() -> None:
    rows = [["Élodie", "a;b"], ['say "yes"', ""]]

    assert lines(rows).decode() == 'Élodie;"a;b"\r\n"say ""yes""";\r\n'
