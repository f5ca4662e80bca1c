"""From a file to rows: what encoding, what separator, which lines cannot be read.

Nothing here knows what an order is, but for the column that names it.
"""

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from core.errors import Invalid

# A line longer than this is no order: refused before it fills the digests.
LONGEST_LINE = 256 * 1024
COLUMNS = (
    "order",
    "customer",
    "email",
    "placed_at",
    "state",
    "currency",
    "product",
    "quantity",
    "line_total",
)

_SEPARATOR_LINE = re.compile(r'"?sep=.?"?', re.IGNORECASE)
# 1E+11: a long order number that a spreadsheet took for a figure.
_ABBREVIATED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)

type Complain = Callable[[int, str], None]
type Read = Iterator[tuple[str, int, str]]


class UnreadableFile(Invalid):
    code = "unreadable_file"

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


def encoding_of(path: Path) -> str:
    """UTF-16 by its mark, UTF-8 where every byte fits, else the Windows of old exports."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def lines_of(path: Path, complain: Complain) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends; oversized ones are refused, not kept."""
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE and not line.endswith("\n"):
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                    pass
                complain(number, _("The line is too long to be an order."))
            else:
                yield number, line.rstrip("\r\n")


def read_csv(path: Path, complain: Complain) -> Read:
    """(order, line number, cells as a JSON list in the order of COLUMNS).

    A quoted cell may not run over the end of its line: then one stray quote would
    swallow the file. Raises UnreadableFile where columns are missing.
    """
    lines = lines_of(path, complain)
    header, separator = _header(first_line(lines))
    places = [header.index(column) for column in COLUMNS]
    for number, line in lines:
        if not line.strip(f"{separator} \t"):
            continue
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True))
        except csv.Error as error:
            complain(number, _("The row is broken: %(error)s.") % {"error": error})
            continue
        if len(cells) != len(header):
            complain(
                number,
                _("%(found)d cells where the first line names %(named)d.")
                % {"found": len(cells), "named": len(header)},
            )
        elif not (order := cells[places[0]].strip()):
            complain(number, _("The order has no number."))
        elif _ABBREVIATED.fullmatch(order):
            complain(
                number,
                _("A spreadsheet has abbreviated the order number to “%(order)s”.")
                % {"order": order},
            )
        else:
            yield order, number, json.dumps([cells[place].strip() for place in places])


def first_line(lines: Iterator[tuple[int, str]]) -> str:
    """The names of the columns: after the line sep=; that spreadsheets write."""
    first = next(lines, (0, ""))[1]
    if _SEPARATOR_LINE.fullmatch(first):
        return next(lines, (0, ""))[1]
    return first


def _header(line: str) -> tuple[list[str], str]:
    separator = max(";,\t", key=line.count)
    names = [name.strip().strip('"').lower() for name in line.split(separator)]
    if missing := [column for column in COLUMNS if column not in names]:
        raise UnreadableFile(
            _("The first line must name the columns %(all)s; missing: %(missing)s.")
            % {"all": ", ".join(COLUMNS), "missing": ", ".join(missing)}
        )
    return names, separator


def read_ndjson(path: Path, complain: Complain) -> Read:
    """(order, line number, body): the API's body with its ``id``, or a batch's item."""
    for number, line in lines_of(path, complain):
        if not line.strip():
            continue
        try:
            row = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            complain(number, _("The line is not JSON."))
            continue
        if isinstance(row, dict) and row.get("type", "order") != "order":
            complain(number, _("Only orders are imported."))
        elif not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
            complain(number, _("The order has no “id”."))
        else:
            body = row.get("body", row)
            yield str(row["id"]), number, json.dumps(body)


def _no_constant(name: str) -> float:
    raise ValueError(name)
