"""Opening balances from a file: points of an earlier programme, each source once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.db import transaction
from pydantic import ValidationError

from api.error_messages import error_messages
from api.imports.tables import table_rows
from api.queries import customer_of
from api.schemas.calls import GrantPayload
from core.errors import Refused
from points.actions.granting import grant
from shop.models import Shop

# So many rows are one transaction.
CHUNK = 500
_NEEDED = ("customer", "points")
_KNOWN = (*_NEEDED, "granted_at", "expires_at", "reason")
# What a file writes for points that never end.
NEVER = "never"


@dataclass
class BalancesReport:
    """How many were given points, and lines that were refused, with the reason."""

    given: int = 0
    given_before: int = 0
    refusals: list[tuple[int, str]] = field(default_factory=list)


def import_balances(
    *, shop: Shop, path: Path, source: str, author: str, now: datetime
) -> Iterator[BalancesReport]:
    """Give what the file says; the report so far, after each chunk.

    Columns: customer, points, and as needed granted_at, expires_at (empty: by the rules;
    ``never``), reason. Safe to interrupt and to run again: a ``source`` gives once to a
    customer. Raises: UnreadableFile.
    """
    report = BalancesReport()

    def refuse(number: int, why: str) -> None:
        report.refusals.append((number, why))

    for chunk in batched(table_rows(path, _NEEDED, refuse), CHUNK):
        with transaction.atomic():
            for number, row in chunk:
                _give(shop, number, row, source, report, author, now)
        yield report


def _give(  # noqa: PLR0917 -- handed on by ``import_balances``, in this order
    shop: Shop,
    number: int,
    row: Mapping[str, str],
    source: str,
    report: BalancesReport,
    author: str,
    now: datetime,
) -> None:
    try:
        # A savepoint: what is refused midway leaves nothing.
        with transaction.atomic():
            wanted = GrantPayload.model_validate(_body(row, source)).grant()
            customer = customer_of(shop, row["customer"])
            done = grant(customer=customer, grant=wanted, author=author, now=now)
    except ValidationError as error:
        for each in error_messages(error.errors()):
            report.refusals.append((number, f"{each['field']}: {each['message']}"))
    except Refused as refusal:
        report.refusals.append((number, str(refusal)))
    else:
        report.given += bool(done)
        report.given_before += not done


def _body(row: Mapping[str, str], source: str) -> dict[str, object]:
    points = row.get("points", "")
    body: dict[str, object] = {
        name: row[name] for name in _KNOWN[2:] if row.get(name) and row[name] != NEVER
    }
    if row.get("expires_at") == NEVER:
        body["expires_at"] = None
    number = int(points) if points.isdecimal() else points
    return body | {"points": number, "source": source}
