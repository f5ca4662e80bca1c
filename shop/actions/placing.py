"""What a line was: a product's place among the categories is kept on the lines of orders.

It is read when a line is written. Where the product, or a category of it, is stated only
later, the line waits: ``placed`` is false, and the rows are the queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from shop.actions.facts import refer
from shop.models import Category, Order, Product, Shop

# A line within its order: its id in the shop and the product's key.
type Line = tuple[str, int]

# The keys of a stated product's categories and of all above them; null for others.
_CATEGORIES = """
CASE WHEN "shop_product"."updated_at" IS NOT NULL THEN ARRAY(
    WITH RECURSIVE above AS (
        SELECT category_id AS id FROM shop_product_categories
        WHERE product_id = "shop_product"."id"
        UNION
        SELECT category.parent_id FROM shop_category category JOIN above USING (id)
        WHERE category.parent_id IS NOT NULL
    )
    SELECT id FROM above ORDER BY id
) END
"""


@dataclass(frozen=True, slots=True)
class Place:
    placed: bool
    categories: list[int]
    gift_card: bool


def refer_placed(shop: Shop, external_ids: Iterable[str]) -> dict[str, Product]:
    """Products, placeholders included, each with its place at hand: no query more."""
    above = RawSQL(_CATEGORIES, [], ArrayField(BigIntegerField()))  # noqa: S611 -- no input
    rows = Product.objects.annotate(above=above)
    return refer(Product, shop, external_ids, rows=rows)


def place_of(product: Product, before: Place | None = None) -> Place:
    """Of a product of ``refer_placed``; ``before``: the place the line already has."""
    if before and (before.placed or before.categories):
        return before
    above: list[int] | None = getattr(product, "above")  # noqa: B009 -- an annotation
    if above is None:
        return Place(placed=False, categories=[], gift_card=False)
    return Place(placed=True, categories=above, gift_card=product.gift_card)


def take_lines_off(order: Order) -> dict[Line, Place]:
    """Delete the order's lines; the places they had. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            'DELETE FROM "shop_orderline" WHERE order_id = %s RETURNING'
            " external_id, product_id, placed, categories, gift_card",
            [order.pk],
        )
        return {
            (external_id, product): Place(*place)
            for external_id, product, *place in cursor.fetchall()
        }


def place_lines(*, order: Order) -> None:
    """Read the places that lines of this order, locked by the caller, wait for.

    A line that has categories keeps to them, and gains what stands above them now.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE "shop_orderline" line
            SET placed = true,
                gift_card = CASE WHEN line.categories = '{}'
                            THEN product.gift_card ELSE line.gift_card END,
                categories = ARRAY(
                    WITH RECURSIVE above AS (
                        SELECT category_id AS id FROM shop_product_categories
                        WHERE product_id = product.id AND line.categories = '{}'
                        UNION
                        SELECT unnest(line.categories)
                        UNION
                        SELECT category.parent_id
                        FROM shop_category category JOIN above USING (id)
                        WHERE category.parent_id IS NOT NULL
                    )
                    SELECT id FROM above ORDER BY id
                )
            FROM shop_product product
            WHERE product.id = line.product_id AND product.updated_at IS NOT NULL
              AND NOT line.placed AND line.order_id = %s
            """,
            [order.pk],
        )


def reopen_lines(*, category: Category) -> list[int]:
    """A category that has just been stated says what stands above it: lines that have it
    wait to be told. Found through the products below it; their keys.
    """
    if category.parent_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE below AS (
                SELECT %(category)s::bigint AS id
                UNION
                SELECT category.id
                FROM shop_category category JOIN below ON category.parent_id = below.id
            )
            UPDATE "shop_orderline" line SET placed = false
            WHERE line.placed
              AND line.product_id IN (
                  SELECT product_id FROM shop_product_categories JOIN below
                  ON category_id = below.id)
              AND line.categories @> ARRAY[%(category)s::bigint]
              AND NOT line.categories @> ARRAY[%(parent)s::bigint]
            RETURNING line.product_id
            """,
            {"category": category.pk, "parent": category.parent_id},
        )
        return sorted({product for (product,) in cursor.fetchall()})
