"""Customers from a file, with what they have said about offers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from pydantic import ValidationError

from api.error_messages import error_messages
from api.imports.order_rows import instant
from api.imports.tables import table_rows
from api.schemas.facts import CustomerPayload
from core.errors import Refused
from programme.actions.receiving import receive_customer
from shop.models import Shop
from shop.rules.facts import CustomerFact

# So many rows are reported at once.
CHUNK = 500
_NEEDED = ("customer", "email")
_TEXTS = ("email", "first_name", "last_name", "language", "group", "address")
_FLAGS = ("email_verified", "guest")
_YES_AND_NO = {
    **dict.fromkeys(("1", "true", "yes", "oui", "vrai", "x"), True),
    **dict.fromkeys(("0", "false", "no", "non", "faux"), False),
}


@dataclass
class CustomersReport:
    """How many rows said something new, and lines that were refused, with the reason."""

    changed: int = 0
    unchanged: int = 0
    refusals: list[tuple[int, str]] = field(default_factory=list)


def import_customers(
    *, shop: Shop, path: Path, author: str, now: datetime
) -> Iterator[CustomersReport]:
    """Take the customers of a file in; the report so far, after each chunk.

    Columns: customer, email, and as needed first_name, last_name, language, birthday,
    registered_at, guest, group, email_verified, address, updated_at (else now), and of
    consent offers (yes, no, empty: nothing was said), offers_at and offers_wording.
    Safe to interrupt and to run again. Raises: UnreadableFile.
    """
    report = CustomersReport()

    def refuse(number: int, why: str) -> None:
        report.refusals.append((number, why))

    for chunk in batched(table_rows(path, _NEEDED, refuse), CHUNK):
        for number, row in chunk:
            try:
                stated = receive_customer(
                    shop=shop,
                    external_id=row["customer"],
                    fact=_fact(row, shop.zone, now),
                    author=author,
                    now=now,
                )
            except ValidationError as error:
                for each in error_messages(error.errors()):
                    refuse(number, f"{each['field']}: {each['message']}")
            except (ValueError, Refused) as refusal:
                refuse(number, str(refusal))
            else:
                report.changed += stated.changed
                report.unchanged += not stated.changed
        yield report


def _fact(row: Mapping[str, str], zone: ZoneInfo, now: datetime) -> CustomerFact:
    """Raises ValueError with what is wrong."""
    if not row["customer"]:
        raise ValueError(_("The customer has no number."))
    body: dict[str, Any] = {name: row.get(name) or None for name in _TEXTS}
    body |= {name: _flag(row, name) for name in _FLAGS}
    # A day of a French file: 31/12/1990.
    body["birthday"] = instant(row.get("birthday", ""), zone)[:10]
    body["registered_at"] = _instant(row, "registered_at", zone)
    body["updated_at"] = _instant(row, "updated_at", zone) or now.isoformat()
    offers = _flag(row, "offers")
    if offers is not None:
        body["consents"] = {
            "offers": offers,
            "at": _instant(row, "offers_at", zone),
            "wording": row.get("offers_wording", ""),
            "source": "file",
        }
    return CustomerPayload.model_validate(body).fact()


def _instant(row: Mapping[str, str], name: str, zone: ZoneInfo) -> str | None:
    return instant(row[name], zone) if row.get(name) else None


def _flag(row: Mapping[str, str], name: str) -> bool | None:
    """None where the cell is empty. Raises ValueError."""
    cell = row.get(name, "").lower()
    if cell and cell not in _YES_AND_NO:
        raise ValueError(_("%(name)s: yes or no is needed.") % {"name": name})
    return _YES_AND_NO.get(cell)
