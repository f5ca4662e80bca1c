"""What stands in a cell of an export, as the API would have been sent it."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from core.plain_letters import plain_letters

_FRENCH_DAY = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})(?:[ T]+(\d\d?:\d\d(?::\d\d)?))?.*")
# « 2026-11-30 10:00:00 +0100 », as Shopify writes it.
_SPACED_OFFSET = re.compile(r" (?=(?:[+-]\d{2}:?\d{2}|Z)$)")
# Three decimals may as well be a thousand; six are how PrestaShop keeps cents.
_TO_THE_CENT = re.compile(r"-?\d{1,10}(\.\d{1,2}|\.\d{2}0{2,})?", re.ASCII)
_YES = {"1", "yes", "oui", "true", "vrai", "x", "subscribed", "y", "o"}
_NEVER = {"", "0000-00-00", "0000-00-00 00:00:00", "null", "never", "jamais", "-", "--"}


def amount(cell: str) -> str:
    """« 1 234,50 € » and 1234.50 are one amount: the last mark is the decimal one.

    Raises ValueError for what is no amount to the cent.
    """
    digits = re.sub(r"[\s\u00a0\u202f€$£']|EUR", "", cell)
    if "," in digits and "." in digits:
        digits = digits.replace(min(",.", key=digits.rindex), "")
    digits = digits.replace(",", ".")
    if not _TO_THE_CENT.fullmatch(digits):
        raise ValueError(cell)
    # 12.500000 is 12.50, as PrestaShop keeps it.
    return re.sub(r"(\.\d\d)0+$", r"\1", digits)


def instant(cell: str, zone: ZoneInfo) -> str:
    """ISO 8601 with an offset; the day of a French export is noon, in the shop's zone."""
    if french := _FRENCH_DAY.fullmatch(cell):
        day, month, year, time = french.groups()
        hour, _colon, rest = (time or "12:00").partition(":")
        cell = f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{rest}"
    at = datetime.fromisoformat(_SPACED_OFFSET.sub("", cell))
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def day(cell: str) -> str:
    """ISO 8601. Raises ValueError."""
    return instant(cell, ZoneInfo("UTC"))[:10]


def is_never(cell: str) -> bool:
    """What exports write where there is no date."""
    return cell.strip().lower() in _NEVER


def yes(cell: str) -> bool:
    return plain_letters(cell).strip() in _YES
