"""Kinds of mails for tests, with texts of their own."""

from pathlib import Path
from typing import Any

from mailing.kinds import Block, Category, Kind, Placeholder

TEXTS = Path(__file__).parent / "texts"


def kind(code: str = "news", **fields: Any) -> Kind:
    """A service mail about points, unless told otherwise."""
    usual: dict[str, Any] = {
        "label": code,
        "category": Category.PROGRAMME,
        "advertising": False,
        "texts": TEXTS,
        "placeholders": {
            "points": Placeholder("points", "points", 40),
            "note": Placeholder("note", "text", ""),
        },
    }
    return Kind(code=code, **usual | fields)


NEWS = kind()
OFFER = kind("offer", category=Category.OFFERS, advertising=True)
RECEIPT = kind("receipt", category=Category.SERVICE)
BON = kind(
    "bon",
    category=Category.OFFERS,
    advertising=True,
    placeholders={
        "amount": Placeholder("amount", "money", "2.00"),
        "note": Placeholder("note", "text", "merci"),
        "points": Placeholder("points", "points", 40),
        "part": Placeholder("part", "percent", "12.5"),
        "shop_url": Placeholder("shop", "url", "https://www.example.com/"),
    },
    blocks={
        "voucher": Block("bon", "voucher", {"code": "FID-1"}),
        "products": Block("products", "products", []),
    },
)
