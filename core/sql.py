"""SQL of our own words, put together from named parts.

Every statement that is written by hand and has parts goes through here, so that there is
one place that substitutes text into SQL. Values never do: they stand beside the text, under
their names, and travel to PostgreSQL as parameters.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL

_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL and the values of its ``%(name)s``.

    ``{name}`` in the text is a hole for another fragment, closed by ``fill``.
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __add__(self, other: "Fragment | str") -> "Fragment":
        added = other if isinstance(other, Fragment) else Fragment(other)
        return Fragment(self.text + added.text, {**self.values, **added.values})

    def fill(self, **parts: "Fragment | str") -> "Fragment":
        """Close the holes of these names; others stay open. Plain text is our own words:
        names of tables and columns, never anything that came from outside.
        """
        text, values = self.text, dict(self.values)
        for name, part in parts.items():
            filling = part if isinstance(part, Fragment) else Fragment(part)
            text = text.replace(f"{{{name}}}", filling.text)
            values |= filling.values
        return Fragment(text, values)

    def given(self, **values: Any) -> "Fragment":
        """Return the same text with these values beside it."""
        return Fragment(self.text, {**self.values, **values})


def joined(separator: str, parts: Iterable[Fragment]) -> Fragment:
    """``separator`` is SQL too: ``" UNION ALL "``, ``" AND "``. Empty without parts."""
    whole = [*parts]
    values = {name: value for part in whole for name, value in part.values.items()}
    return Fragment(separator.join(part.text for part in whole), values)


def fetch(statement: Fragment) -> list[tuple[Any, ...]]:
    """Return all rows of a statement whose holes are closed. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def execute(statement: Fragment) -> int:
    """Run a statement that returns no rows; return how many it has changed. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        changed: int = cursor.rowcount
    return changed


def expression(part: Fragment, output: Field[Any, Any] | None = None) -> RawSQL:
    """Return the part within a query of the ORM, whose parameters are told by position
    only.
    """
    values = [part.values[name] for name in _NAMED.findall(part.text)]
    return RawSQL(_NAMED.sub("%s", part.text), values, output)  # noqa: S611 -- our own text


def selection(rows: QuerySet[Any]) -> Fragment:
    """Return a query of the ORM as a part; its values are named ``selected0`` and so on."""
    text, values = rows.query.sql_with_params()
    numbers = itertools.count()
    named = re.sub(r"(?<!%)%s", lambda _: f"%(selected{next(numbers)})s", text)
    return Fragment(named, {f"selected{n}": value for n, value in enumerate(values)})
