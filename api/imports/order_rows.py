"""From rows to the body of an order, as the API would have been sent it."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from pydantic import ValidationError

from api.error_messages import error_messages
from api.imports.reading import COLUMNS
from api.imports.spool import Row
from api.schemas.order_payloads import OrderPayload
from core.quantities import plain
from shop.rules.facts import OrderFact

_LOCAL_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?:[ T](\d\d:\d\d(?::\d\d)?))?")
_TO_THE_CENT = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
# 1,234 may as well be a thousand and more: three decimals are read where they cannot.
_QUANTITY = re.compile(r"\d{1,10}([.,](\d{1,2}|\d{3}0+))?|0[.,]\d{3}", re.ASCII)
_UNIT = Decimal("0.000001")
_ON_THE_ORDER = ("customer", "email", "placed_at", "state", "currency")


class BadOrder(ValueError):  # noqa: N818 -- it says what it is
    """Why these rows are no order, at which line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def order_from_csv(rows: Sequence[Row], zone: ZoneInfo) -> OrderFact:
    """One row is one line of the order; all of them say the same of the order itself."""
    read = [
        (line, dict(zip(COLUMNS, json.loads(content), strict=True)))
        for line, content in rows
    ]
    first_line, first = read[0]
    for line, cells in read:
        for name in _ON_THE_ORDER:
            if cells[name] != first[name]:
                raise BadOrder(
                    line,
                    _("The rows of this order disagree about “%(name)s”.") % {"name": name},
                )
    placed_at = instant(first["placed_at"], zone)
    body = {
        "customer": first["customer"] or None,
        "email": first["email"],
        "state": first["state"].lower(),
        "currency": first["currency"],
        "placed_at": placed_at,
        "updated_at": placed_at,
        "lines": [_line(place, line, cells) for place, (line, cells) in enumerate(read, 1)],
    }
    return _checked(body, first_line, unnamed="updated_at")


def order_from_json(rows: Sequence[Row]) -> OrderFact:
    """The last body of an id counts."""
    line, content = rows[-1]
    return _checked(json.loads(content, parse_float=str), line)


def _checked(body: Any, line: int, *, unnamed: str = "") -> OrderFact:
    """``unnamed`` is a field that the file has no column for: another is to blame."""
    try:
        return OrderPayload.model_validate(body).fact()
    except ValidationError as error:
        words = [
            each for each in error_messages(error.errors()) if each["field"] != unnamed
        ]
        reasons = [f"{word['field']}: {word['message']}" for word in words]
        raise BadOrder(line, " ".join(reasons)) from error


def _line(place: int, line: int, cells: dict[str, str]) -> dict[str, Any]:
    total, quantity = amount(cells["line_total"]), cells["quantity"]
    if not _TO_THE_CENT.fullmatch(total):
        raise BadOrder(
            line,
            _("“%(cell)s” is not an amount to the cent.") % {"cell": cells["line_total"]},
        )
    body = {"id": str(place), "product": cells["product"], "unit_price": total}
    if not _QUANTITY.fullmatch(quantity):
        raise BadOrder(
            line, _("“%(cell)s” is no quantity such as 2 or 1,5.") % {"cell": quantity}
        )
    pieces = Decimal(quantity.replace(",", "."))
    if not pieces and Decimal(total):
        raise BadOrder(line, _("None of this costs something."))
    if pieces not in {0, 1}:
        body["unit_price"] = str((Decimal(total) / pieces).quantize(_UNIT))
    return body | {"quantity": plain(pieces)}


def amount(cell: str) -> str:
    """« 1 234,50 » and 1234.50 are one amount: the last mark is the decimal one.

    With three decimals it may as well be a thousand: whoever calls refuses that.
    """
    digits = re.sub(r"[\s\u00a0\u202f€]", "", cell)
    if "," in digits and "." in digits:
        thousands = min(",.", key=digits.rindex)
        digits = digits.replace(thousands, "")
    return digits.replace(",", ".")


def instant(cell: str, zone: ZoneInfo) -> str:
    """ISO 8601, or the day of a French export; without an offset it is the shop's time."""
    if french := _LOCAL_DAY.fullmatch(cell):
        day, month, year, time = french.groups()
        cell = f"{year}-{month}-{day}T{time or '12:00'}"
    try:
        at = datetime.fromisoformat(cell)
    except ValueError:
        return cell  # the form says what is wrong with it
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()
