"""Values as shops write them: strings for money, "0000-00-00" for no day, any length.

What passes here fits its column. Raises ValueError on what cannot be read.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from core.money import ZERO, to_cent
from core.plain_text import one_line
from core.quantities import Quantity, to_quantity

_MICRO = Decimal("0.000001")
_EMAIL = re.compile(r"[^@\s\x00]{1,64}@[^@\s\x00]{1,189}")


def decimal(value: object) -> Decimal:
    """As it is written; nothing, null and "" are zero."""
    if value in (None, "", False):
        return ZERO
    try:
        read = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not an amount") from error
    if not read.is_finite():
        raise ValueError(f"{value!r} is not an amount")
    return read


def money(value: object) -> Decimal:
    """To the cent."""
    return to_cent(decimal(value))


def quantity(value: object) -> Quantity:
    """Pieces, metres or kilos, to three decimals."""
    return to_quantity(decimal(value))


def unit(total: Decimal, quantity: Quantity) -> Decimal:
    """The price of one piece, to six decimals: so many of them are the total again."""
    return (total / quantity).quantize(_MICRO)


def text(value: object, most: int) -> str:
    """What a column of so many characters can keep."""
    return one_line("" if value is None else str(value))[:most].strip()


def reference(value: object) -> str | None:
    """The id of something else in the shop; 0 and nothing are none."""
    said = text(value, 100)
    return None if said in {"", "0"} else said


def email(value: object) -> str:
    """Empty where it is no address."""
    said = text(value, 254)
    return said if _EMAIL.fullmatch(said) else ""


def day(value: object) -> date | None:
    """None for "0000-00-00", nothing, and what is no day."""
    try:
        read = date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    return read if 1900 <= read.year < 2200 else None  # noqa: PLR2004 -- the calendar


def local(value: object, zone: ZoneInfo) -> datetime | None:
    """A time without a zone, in the shop's. The hour that comes twice is its first."""
    naive = _naive(value)
    return naive and naive.replace(tzinfo=zone).astimezone(UTC)


def utc(value: object) -> datetime | None:
    """A time without a zone that is meant in UTC; also the shop's own clock, as it is."""
    naive = _naive(value)
    return naive and naive.replace(tzinfo=UTC)


def _naive(value: object) -> datetime | None:
    said = str(value or "")
    if not said or said.startswith("0000"):
        return None
    return datetime.fromisoformat(said).replace(tzinfo=None)


def flag(value: object) -> bool:
    return str(value).lower() in {"1", "true", "yes"}
