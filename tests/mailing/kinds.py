"""Kinds of mails for tests, with texts of their own."""

from pathlib import Path
from typing import Any

from mailing.kinds import Category, Kind, Placeholder

TEXTS = Path(__file__).parent / "texts"


def kind(code: str = "news", **fields: Any) -> Kind:
    """A service mail about points, unless told otherwise."""
    usual: dict[str, Any] = {
        "label": code,
        "category": Category.PROGRAMME,
        "advertising": False,
        "texts": TEXTS,
        "placeholders": {"points": Placeholder("points", "points", 40)},
    }
    return Kind(code=code, **usual | fields)


NEWS = kind()
OFFER = kind("offer", category=Category.OFFERS, advertising=True)
RECEIPT = kind("receipt", category=Category.SERVICE)
