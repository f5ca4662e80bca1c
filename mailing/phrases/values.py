"""Values of placeholders in words, in the active language and time zone."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.templatetags.typography import day, money, number, percent, points
from mailing.mail_types import JSON, Placeholder
from shop.models import Shop

_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029]+")


def format_value(value: JSON, placeholder: Placeholder, shop: Shop) -> str:
    """Empty where there is no value."""
    if value is None or value == "":
        return ""
    return _FORMATS[placeholder.type](value, shop)


def web_address(value: JSON) -> str:
    """Empty where it is no http(s) address: a mail must not lead to ``javascript:``."""
    text = str(value or "").strip()
    return text if _ADDRESS.fullmatch(text) else ""


def plain_value(value: JSON) -> str:
    """Return what somebody has written, its lines kept and control characters removed."""
    return _CONTROLS.sub(" ", str(value or "").replace("\r\n", "\n")).strip()


def day_of_value(value: JSON) -> str:
    """Of a day or an instant, both in ISO 8601."""
    text = str(value)
    return day(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))


_FORMATS: Mapping[str, Callable[[Any, Shop], str]] = {
    "text": lambda value, _shop: plain_value(value),
    "money": lambda value, shop: money(Decimal(value), shop.currency),
    "date": lambda value, _shop: day_of_value(value),
    "points": lambda value, _shop: points(int(value)),
    "percent": lambda value, _shop: percent(Decimal(value)),
    "number": lambda value, _shop: number(Decimal(value)),
    "url": lambda value, _shop: web_address(value),
}
