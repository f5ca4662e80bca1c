from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models import User
from shop.models import Category, Order, OrderLine, Shop


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


def orders_waiting(shop: Shop, products: Iterable[int] | None = None) -> QuerySet[Order]:
    """Those with lines whose place can be read by now; of these products, or any."""
    lines = OrderLine.objects.filter(placed=False, product__updated_at__isnull=False)
    if products is not None:
        lines = lines.filter(product__in=products)
    waiting = lines.values("order")
    return Order.objects.filter(shop=shop, pk__in=waiting).order_by("pk")


@dataclass(frozen=True, slots=True)
class Goods:
    """What a product is: its categories with all that stand above them."""

    pk: int
    gift_card: bool
    categories: frozenset[int]


_GOODS = """
    WITH RECURSIVE product AS (
        SELECT id, external_id, gift_card FROM shop_product
        WHERE shop_id = %(shop)s
          AND (id = ANY(%(products)s) OR external_id = ANY(%(external_ids)s))
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
    return {row.pk: row for _id, row in _goods(shop, products=products)}


def goods_called(shop: int, external_ids: Iterable[str]) -> dict[str, Goods]:
    """By the shop's own id, as they stand today; what is not known is not there.

    One query.
    """
    return dict(_goods(shop, external_ids=external_ids))


def _goods(
    shop: int, *, products: Iterable[int] = (), external_ids: Iterable[str] = ()
) -> Iterator[tuple[str, Goods]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _GOODS,
            {
                "shop": shop,
                "products": list(products),
                "external_ids": list(external_ids),
            },
        )
        for pk, external_id, gift_card, categories in cursor.fetchall():
            yield external_id, Goods(pk, gift_card, frozenset(categories))
