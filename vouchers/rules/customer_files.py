"""A merchant's file of customers: one a line, by e-mail address or by id in the shop.

Whatever program wrote it: UTF-8, UTF-16 or the Windows of old exports; one column or
several, parted by semicolons, commas or tabs; with a first line of names or without.
"""

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SEPARATORS = ";\t,|"
# The names of a column that says who, the best first.
_WHO = [
    {"email", "mail", "courriel", "emailaddress", "adresseemail", "adressemail"},
    {"id", "idclient", "idcustomer", "customerid", "externalid", "identifiant"},
    {"customer", "client", "nclient", "numeroclient", "noclient"},
]
# Nobody's address, nor id, is longer.
LONGEST = 254


class UnmatchedReason(StrEnum):
    """Why a line of the file gives nobody a voucher."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    TWICE = "twice"
    GUEST = "guest"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Whom a line names, as it was typed; None where that cannot be read."""

    line: int
    who: str | None


def read_customer_file(content: bytes) -> list[FileEntry]:
    """Read each line that holds something, numbered from 1, without the line of names."""
    lines = re.split(r"\r\n|\r|\n", decoded(content))
    separator = max(SEPARATORS, key=lines[0].count)
    rows = [(number, cells_of(line, separator)) for number, line in enumerate(lines, 1)]
    told = [(number, cells) for number, cells in rows if any(cells)]
    column = _column(told[0][1]) if told else None
    if column is None:
        # Without names: the address on the line, else its first cell.
        return [
            FileEntry(number, _one(next((cell for cell in cells if "@" in cell), cells[0])))
            for number, cells in told
        ]
    return [
        FileEntry(number, _one(cells[column] if column < len(cells) else ""))
        for number, cells in told[1:]
    ]


def decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def cells_of(line: str, separator: str) -> list[str]:
    """Split a line into cells. A quoted cell ends with its line: one stray quote must not
    swallow the file.
    """
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = [line]
    return [cell.strip(" \t\xa0'\"\ufeff") for cell in cells]


def _column(names: Sequence[str]) -> int | None:
    """Which column says who, where the first line names columns."""
    plain = [re.sub(r"[^a-z]", "", name.lower()) for name in names]
    for known in _WHO:
        for place, name in enumerate(plain):
            if name in known and "@" not in names[place]:
                return place
    return None


def _one(cell: str) -> str | None:
    return cell if cell and len(cell) <= LONGEST and cell.isprintable() else None
