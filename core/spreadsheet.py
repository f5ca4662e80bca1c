"""Files that the reader's spreadsheet opens as they are meant, whoever filled the cells.

A French Excel wants semicolons, decimal commas, days first, and a mark at the beginning
that says UTF-8. Whatever begins like a formula would be run as one: in a text, and only
there, an apostrophe is put before it. Numbers are written by us and stay numbers.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

BEGINNING = b"\xef\xbb\xbf"
CONTENT_TYPE = "text/csv; charset=utf-8"

# Tabs and line ends too: a record is one line, even for those who read it by hand.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# = + - @, in full width, in small form and the true minus: programs read them alike.
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
# What shows nothing, and quotes: programs drop them before they look.
_NOTHING = r"\s\"'\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
# A spreadsheet set to other separators begins a cell where ours goes on.
_FORMULA = re.compile(rf"(^|[;,|])(?=[{_NOTHING}]*[{_SIGNS}])")


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows of cells, each ended as Windows ends a line."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def written(value: object) -> str:
    """Write one cell, in the language and the time zone that are active."""
    write = _WRITERS.get(type(value))
    return write(value) if write else safe(str(value))


def safe(text: str) -> str:
    """Return a text of somebody else with a mark, so that no spreadsheet runs it."""
    return _FORMULA.sub(r"\1'", _CONTROLS.sub(" ", text))


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _yes_or_no(value: bool) -> str:
    yes, no = _("yes,no").split(",")
    return yes if value else no


def _decimal(value: Decimal) -> str:
    figure = f"{value:f}"
    return figure.replace(".", ",") if _is_french() else figure


def _day(value: date) -> str:
    return value.strftime("%d/%m/%Y" if _is_french() else "%Y-%m-%d")


def _minute(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{_day(local)} {local:%H:%M}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "",
    bool: _yes_or_no,
    int: str,
    Decimal: _decimal,
    date: _day,
    datetime: _minute,
}
