"""What the webservice's answers are read with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors import raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``at`` is when the reading began: the shop's own dates do not move with everything
    that changes, and in autumn they go back an hour. ``languages`` and ``currencies`` are
    ISO codes by id; ``states`` are ours by the shop's ids. ``currency`` is the one in which
    our shop counts; ``nobody`` the account that holds the orders of erased people.
    """

    at: datetime
    zone: ZoneInfo
    address: str = ""
    states: Mapping[str, str]
    currencies: Mapping[str, str]
    languages: Mapping[str, str]
    currency: str = ""
    nobody: str | None = None


def worded(value: Any, most: int) -> str:
    """A text, or the first of several languages."""
    if isinstance(value, list):
        value = value[0]["value"] if value else ""
    return raw.text(value, most)
