"""What is known of a person, in a form they can take elsewhere (GDPR, article 20)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rows of one kind: ``name`` for programs, ``title`` and the columns' for people."""

    name: str
    title: StrOrPromise
    columns: Mapping[str, StrOrPromise]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


type Column[T] = tuple[StrOrPromise, Callable[[T], Any]]


def chapter[T](
    name: str, title: StrOrPromise, rows: Iterable[T], columns: Mapping[str, Column[T]]
) -> Chapter:
    """Build a chapter of one row per thing; a column has a heading and reads its value."""
    values = [tuple(value(row) for _, value in columns.values()) for row in rows]
    headings = {key: heading for key, (heading, _) in columns.items()}
    return Chapter(name, title, headings, values)
