"""Copy onto order lines what their products are: categories, and whether a gift card.

Read when the line is written. Where the product, or one of its categories, is stated only
later, ``product_resolved`` stays false until then: these rows are the queue of
``resolve_lines``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField

from core.sql import Fragment, expression
from shop.actions.facts import refer
from shop.models import Category, Order, Product, Shop

# A line within its order: its id in the shop and the product's key.
type LineKey = tuple[str, int]

# The keys of a stated product's categories and of all above them; null for others.
_CATEGORIES = Fragment("""
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
""")


@dataclass(frozen=True, slots=True)
class ResolvedProduct:
    """What a line keeps of its product; not ``resolved``: the product is not stated yet."""

    resolved: bool
    categories: list[int]
    gift_card: bool


def refer_resolved(shop: Shop, external_ids: Iterable[str]) -> dict[str, Product]:
    """Products by id, placeholders included, each annotated for ``resolved_product``.

    No more queries than ``refer``.
    """
    above = expression(_CATEGORIES, ArrayField(BigIntegerField()))
    rows = Product.objects.annotate(above=above)
    return refer(Product, shop, external_ids, rows=rows)


def resolved_product(
    product: Product, before: ResolvedProduct | None = None
) -> ResolvedProduct:
    """Read a product of ``refer_resolved``; ``before`` is what the line already keeps."""
    if before and (before.resolved or before.categories):
        return before
    above: list[int] | None = getattr(product, "above")  # noqa: B009 -- an annotation
    if above is None:
        return ResolvedProduct(resolved=False, categories=[], gift_card=False)
    return ResolvedProduct(resolved=True, categories=above, gift_card=product.gift_card)


def take_lines_off(order: Order) -> dict[LineKey, ResolvedProduct]:
    """Delete the order's lines, and answer what they kept of their products. Queries: 1."""
    # One statement and no SELECT before it: what is deleted is what is answered.
    with connection.cursor() as cursor:
        cursor.execute(
            'DELETE FROM "shop_orderline" WHERE order_id = %s RETURNING'
            " external_id, product_id, product_resolved, categories, gift_card",
            [order.pk],
        )
        return {
            (external_id, product): ResolvedProduct(*kept)
            for external_id, product, *kept in cursor.fetchall()
        }


def resolve_lines(*, order: Order) -> None:
    """Complete the lines of this order whose products have been stated meanwhile.

    A line that has categories keeps them and gains those above them. Requires: the caller
    has locked the order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE "shop_orderline" line
            SET product_resolved = true,
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
              AND NOT line.product_resolved AND line.order_id = %s
            """,
            [order.pk],
        )


def reopen_lines(*, category: Category) -> list[int]:
    """Mark for resolution the lines that lack the parent of a category just stated. Answers
    the keys of their products, ascending.
    """
    # The lines are found through the products below the category: an index on the array
    # would cost every line that is written.
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
            UPDATE "shop_orderline" line SET product_resolved = false
            WHERE line.product_resolved
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
