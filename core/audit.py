"""The audit: each check is one statement that selects what is inconsistent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A contradiction in the data: the check, what it is about, and both figures."""

    check: str
    subject: str
    found: str


def run_checks(checks: Mapping[str, str]) -> Iterator[Inconsistency]:
    """Run each check, a statement that selects rows of (subject, what was found).

    Queries: one per check.
    """
    for check, sql in checks.items():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            for subject, found in cursor.fetchall():
                yield Inconsistency(check, subject, found)
