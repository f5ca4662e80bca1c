from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import User
from core.rows import read
from shop.models import Category, Customer, CustomerGroup, Shop


def shops_of(user: User | AnonymousUser) -> list[Shop]:
    """The shops this member of staff sees, by name. Asked once, read as often as needed."""
    if not user.is_authenticated:
        return []
    by_name = Shop.objects.order_by("name", "pk")
    if user.is_superuser:
        return list(by_name)
    prefetch_related_objects([user], Prefetch("shops", by_name))
    return list(user.shops.all())


def category_tree(shop: Shop) -> list[tuple[Category, int]]:
    """Each category under its parent, with its depth. One query."""
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.filter(shop=shop).order_by("name", "pk"):
        below.setdefault(category.parent_id, []).append(category)
    return list(_walk(below, None, 0))


def _walk(
    below: dict[int | None, list[Category]], parent: int | None, depth: int
) -> Iterator[tuple[Category, int]]:
    for category in below.get(parent, []):
        yield category, depth
        yield from _walk(below, category.pk, depth + 1)


def buyer(shop: Shop, external_id: str) -> Customer | None:
    """The customer with his group at hand. One query."""
    found = read(
        """
        SELECT {customer}, {its}
        FROM shop_customer customer
        LEFT JOIN shop_customergroup its ON its.id = customer.shop_group_id
        WHERE customer.shop_id = %(shop)s AND customer.external_id = %(external_id)s
        """,
        {"shop": shop.pk, "external_id": external_id},
        customer=Customer,
        its=CustomerGroup,
    )
    for customer, group in found:
        customer.shop, customer.shop_group = shop, group
        return cast("Customer", customer)
    return None


@dataclass(frozen=True, slots=True)
class Goods:
    """What a product is: its categories with all that stand above them."""

    pk: int
    gift_card: bool
    categories: frozenset[int]


_GOODS = """
    WITH RECURSIVE product AS (
        SELECT id, external_id, gift_card FROM shop_product
        WHERE shop_id = %(shop)s AND {named}
    ), shelf AS (
        SELECT product.id AS product, shelves.category_id AS category
        FROM product JOIN shop_product_categories shelves ON shelves.product_id = product.id
        UNION
        SELECT shelf.product, category.parent_id
        FROM shelf JOIN shop_category category ON category.id = shelf.category
        WHERE category.parent_id IS NOT NULL
    )
    SELECT product.id, product.external_id, product.gift_card,
           array_remove(array_agg(shelf.category), NULL)
    FROM product LEFT JOIN shelf ON shelf.product = product.id
    GROUP BY product.id, product.external_id, product.gift_card
"""


def goods_of(shop: int, *, products: Iterable[int]) -> dict[int, Goods]:
    """By primary key, as they stand today. One query."""
    found = _goods(_GOODS.format(named="id = ANY(%(named)s)"), shop, list(products))
    return {row.pk: row for _id, row in found}


def goods_called(shop: int, external_ids: Iterable[str]) -> dict[str, Goods]:
    """By the shop's own id, as they stand today; what is not known is not there.

    One query.
    """
    named = "external_id = ANY(%(named)s)"
    return dict(_goods(_GOODS.format(named=named), shop, list(external_ids)))


def _goods(
    sql: str, shop: int, named: list[int] | list[str]
) -> Iterator[tuple[str, Goods]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"shop": shop, "named": named})
        for pk, external_id, gift_card, categories in cursor.fetchall():
            yield external_id, Goods(pk, gift_card, frozenset(categories))
