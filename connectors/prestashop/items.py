"""Rows of the webservice with what belongs to them, read into facts."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from connectors import raw
from connectors.contract import Item, Kind, read
from connectors.prestashop.catalogue import category_read, product_fact
from connectors.prestashop.orders import RawOrder, order_fact
from connectors.prestashop.people import customer_read, group_fact
from connectors.prestashop.reading import Reading
from connectors.prestashop.webservice import Row, Webservice

_PARTS = ("order_details", "order_slip", "order_cart_rules", "order_histories")
_PRICES = {
    "price[regular][use_tax]": 1,
    "price[regular][use_reduction]": 0,
    "price[reduced][use_tax]": 1,
    "price[reduced][use_reduction]": 1,
}


def asked_for(kind: Kind) -> dict[str, int]:
    """What a list is asked to say besides its columns."""
    return _PRICES if kind is Kind.PRODUCT else {}


def read_rows(
    service: Webservice, kind: Kind, rows: Sequence[Row], reading: Reading
) -> list[Item]:
    """Five calls for a page of orders, one for products, none for the others."""
    if kind is Kind.ORDER:
        orders = with_parts(service, rows)
        return [
            read(kind, str(each.order["id"]), partial(order_fact, each, reading))
            for each in orders
        ]
    if kind is Kind.PRODUCT:
        named = [str(row["id"]) for row in rows]
        # Of the product itself, all its combinations together.
        stock = {
            str(row["id_product"]): int(row["quantity"])
            for row in service.of("stock_availables", "id_product", named)
            if str(row["id_product_attribute"]) == "0"
        }
        return [
            read(
                kind,
                str(row["id"]),
                partial(product_fact, row, stock.get(str(row["id"])), reading),
            )
            for row in rows
        ]
    how: Any = {
        Kind.CUSTOMER: customer_read,
        Kind.GROUP: group_fact,
        Kind.CATEGORY: category_read,
    }[kind]
    return [read(kind, str(row["id"]), partial(how, row, reading)) for row in rows]


def with_parts(service: Webservice, rows: Sequence[Row]) -> Iterator[RawOrder]:
    """Orders with what other resources say of them. Five calls, or four without codes."""
    names = [str(row["id"]) for row in rows]
    details, slips, rules, histories = (
        by_order(service.of(resource, "id_order", names)) for resource in _PARTS
    )
    used = {
        str(rule["id_cart_rule"])
        for of_order in rules.values()
        for rule in of_order
        if not raw.flag(rule["deleted"])
    }
    found = service.of("cart_rules", "id", sorted(used))
    codes = {str(rule["id"]): str(rule["code"]) for rule in found}
    for row, name in zip(rows, names, strict=True):
        yield RawOrder(
            order=row,
            details=details.get(name, []),
            slips=slips.get(name, []),
            rules=rules.get(name, []),
            histories=histories.get(name, []),
            codes=codes,
        )


def by_order(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by the id of the order that they belong to, in the order they came in."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["id_order"]), []).append(row)
    return found
