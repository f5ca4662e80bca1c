"""Categories and products of WooCommerce."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from connectors import raw
from shop.rules.facts import CategoryFact, ProductFact


def category_fact(said: Mapping[str, Any], at: datetime) -> CategoryFact:
    parent = int(said.get("parent") or 0)
    return CategoryFact(
        updated_at=at,
        name=raw.text(said["name"], 200),
        parent=str(parent) if parent else None,
    )


def product_fact(said: Mapping[str, Any], at: datetime) -> ProductFact:
    """A price is that of the cheapest variation; what is not counted is in stock or not."""
    images = said.get("images") or []
    pieces = said.get("stock_quantity")
    # Goods sold by weight have parts of a piece in stock.
    counted = None if pieces is None else int(float(pieces))
    return ProductFact(
        updated_at=at,
        name=raw.text(said["name"], 255),
        url=raw.text(said.get("permalink"), 500),
        image=raw.text(images[0].get("src"), 500) if images else "",
        price=_price(said.get("price")),
        regular_price=_price(said.get("regular_price")),
        on_sale=bool(said.get("on_sale")),
        stock=0 if said.get("stock_status") == "outofstock" else counted,
        active=said.get("status") == "publish",
        categories=tuple(str(each["id"]) for each in said.get("categories") or []),
    )


def _price(value: object) -> Decimal | None:
    return None if value in (None, "") else raw.decimal(value)
