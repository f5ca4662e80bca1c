"""Rows of a file whose first line names its columns, as mappings."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from api.imports.reading import Complain, UnreadableFile, first_line, lines_of

type TableRow = tuple[int, Mapping[str, str]]


def table_rows(path: Path, needed: Sequence[str], complain: Complain) -> Iterator[TableRow]:
    """Each row with the number of its line. Columns that nobody asks for do no harm.

    Raises: UnreadableFile where one of the ``needed`` columns is missing.
    """
    lines = lines_of(path, complain)
    head = first_line(lines)
    separator = max(";,\t", key=head.count)
    names = [name.strip().strip('"').lower() for name in head.split(separator)]
    if missing := [name for name in needed if name not in names]:
        raise UnreadableFile(
            _("The first line must name the columns %(all)s; missing: %(missing)s.")
            % {"all": ", ".join(needed), "missing": ", ".join(missing)}
        )
    for number, line in lines:
        if not line.strip(f"{separator} \t"):
            continue
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True))
        except csv.Error as error:
            complain(number, _("The row is broken: %(error)s.") % {"error": error})
            continue
        yield number, dict(zip(names, (each.strip() for each in cells), strict=False))
