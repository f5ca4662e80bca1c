"""From the bytes of a file to its headings and rows."""

import csv
import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from api.imports.reading import Complain, UnreadableFile, first_line, lines_of

# Columns that make a table: who, and what.
FEWEST = 2

type Cells = list[str]


@contextmanager
def on_disk(content: bytes) -> Iterator[Path]:
    """The gzipped content as a file of its own."""
    with tempfile.NamedTemporaryFile(prefix="import-") as file:
        file.write(gzip.decompress(content))
        file.flush()
        yield Path(file.name)


def read(path: Path, complain: Complain) -> tuple[Cells, Iterator[tuple[int, Cells]]]:
    """The headings, and (line, cells) of each row that has as many.

    Encoding and separator are guessed: UTF-8, UTF-16 or Windows; comma, semicolon or tab.
    Raises UnreadableFile where there is no line of headings.
    """
    lines = lines_of(path, complain)
    first = first_line(lines)
    separator = max(";,\t", key=first.count)
    heads = next(csv.reader([first], delimiter=separator), [])
    if len(heads) < FEWEST or "\0" in first:
        raise UnreadableFile(
            _(
                "This is no table: the first line must name at least two columns,"
                " separated by commas, semicolons or tabs. Save it as CSV."
            )
        )
    return [head.strip() for head in heads], _rows(lines, len(heads), separator, complain)


def _rows(
    lines: Iterator[tuple[int, str]], width: int, separator: str, complain: Complain
) -> Iterator[tuple[int, Cells]]:
    for number, line in lines:
        if not line.strip(f'{separator}" \t'):
            continue
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True))
        except csv.Error:
            # A quote that ends on another line: the rest of that cell is refused too.
            complain(number, _("The row is broken: a quote is not closed on its line."))
            continue
        if len(cells) != width:
            complain(
                number,
                _("%(found)d cells where the first line names %(named)d.")
                % {"found": len(cells), "named": width},
            )
        else:
            yield number, [cell.strip() for cell in cells]
