"""Categories and products of PrestaShop."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connectors import raw
from connectors.contract import Ignored, Read
from connectors.prestashop.reading import Reading, worded
from shop.rules.facts import CategoryFact, ProductFact

# The root and the home page: every product is in them, so they tell nothing.
_ROOTS = {"0", "1", "2"}


def category_read(said: Mapping[str, Any], reading: Reading) -> Read:
    if str(said["id"]) in _ROOTS:
        return Ignored()
    parent = str(said.get("id_parent") or "0")
    return CategoryFact(
        updated_at=reading.at,
        name=worded(said["name"], 200),
        parent=None if parent in _ROOTS else parent,
    )


def product_fact(
    said: Mapping[str, Any], stock: int | None, reading: Reading
) -> ProductFact:
    """``regular`` and ``reduced`` are prices with tax that the webservice was asked for."""
    name = str(said["id"])
    regular, reduced = _price(said.get("regular")), _price(said.get("reduced"))
    shelves = (said.get("associations") or {}).get("categories", [])
    return ProductFact(
        updated_at=reading.at,
        name=worded(said["name"], 255),
        url=f"{reading.address}/index.php?controller=product&id_product={name}",
        image=picture_of(str(said.get("id_default_image") or ""), reading.address),
        price=reduced,
        price_excl_tax=_price(said.get("price")),
        regular_price=regular,
        on_sale=bool(regular and reduced is not None and reduced < regular),
        stock=stock,
        active=raw.flag(said.get("active")),
        categories=tuple(
            str(each["id"]) for each in shelves if str(each["id"]) not in _ROOTS
        ),
    )


def _price(value: object) -> Decimal | None:
    return None if value in (None, "") else raw.decimal(value)


def picture_of(name: str, address: str) -> str:
    """Where the picture of this id lies: in a folder per digit. Empty where it is none."""
    if not name.isdigit() or name == "0":
        return ""
    return f"{address}/img/p/{'/'.join(name)}/{name}.jpg"
