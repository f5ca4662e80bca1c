"""Books that prove themselves: each check is one statement that answers what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not add up: which check, about what, and the two figures."""

    check: str
    subject: str
    found: str


def prove(checks: Mapping[str, str]) -> Iterator[Fault]:
    """Each check selects rows of (subject, what was found)."""
    for check, sql in checks.items():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for subject, found in cursor.fetchall():
                yield Fault(check, subject, found)
