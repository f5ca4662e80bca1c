"""Mail types for tests, with texts of their own."""

from pathlib import Path
from typing import Any

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder
from mailing.models import MailCategory

TEXTS = Path(__file__).parent / "texts"


def mail_type(code: str = "news", **fields: Any) -> MailType:
    """A service mail about points, unless told otherwise."""
    usual: dict[str, Any] = {
        "label": code,
        "category": MailCategory.PROGRAMME,
        "advertising": False,
        "texts": TEXTS,
        "placeholders": {
            "points": Placeholder("points", "points", 40),
            "note": Placeholder("note", "text", ""),
        },
    }
    return MailType(code=code, **usual | fields)


NEWS = mail_type()
OFFER = mail_type("offer", category=MailCategory.OFFERS, advertising=True)
RECEIPT = mail_type("receipt", category=MailCategory.SERVICE)
VOUCHER = mail_type(
    "bon",
    category=MailCategory.OFFERS,
    advertising=True,
    placeholders={
        "amount": Placeholder("amount", "money", "2.00"),
        "note": Placeholder("note", "text", "merci"),
        "points": Placeholder("points", "points", 40),
        "part": Placeholder("part", "percent", "12.5"),
        "shop_url": Placeholder("shop", "url", "https://www.example.com/"),
    },
    blocks={
        "voucher": BlockPlaceholder("bon", "voucher", {"code": "FID-1"}),
        "products": BlockPlaceholder("products", "products", []),
    },
)
