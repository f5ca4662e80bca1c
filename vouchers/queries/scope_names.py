"""The names of the goods a voucher or an offer is for, and of those it is not for."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import JSONField, QuerySet

from core.sql import Fragment, expression
from vouchers.models.offers import CartOffer
from vouchers.models.vouchers import Voucher


@dataclass(frozen=True, slots=True)
class ScopeNames:
    """The names of what a voucher is for, and of what it is not for."""

    on: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)


# Of the voucher in the row around it: pairs of side and name. One column of JSON and no
# join, so that it can stand beside any list of vouchers without multiplying its rows.
_GOODS = Fragment("""(
    SELECT jsonb_agg(jsonb_build_array(told.side, told.name) ORDER BY told.kind, told.name)
    FROM (
        SELECT chosen.side, chosen.kind,
               coalesce(nullif(good.name, ''), good.external_id) AS name
        FROM (
            SELECT category_id AS good, 'on' AS side, 'c' AS kind
            FROM vouchers_voucher_categories WHERE voucher_id = vouchers_voucher.id
            UNION ALL
            SELECT category_id, 'off', 'c' FROM vouchers_voucher_excluded_categories
            WHERE voucher_id = vouchers_voucher.id
            UNION ALL
            SELECT product_id, 'on', 'p'
            FROM vouchers_voucher_products WHERE voucher_id = vouchers_voucher.id
            UNION ALL
            SELECT product_id, 'off', 'p' FROM vouchers_voucher_excluded_products
            WHERE voucher_id = vouchers_voucher.id
        ) chosen
        CROSS JOIN LATERAL (
            SELECT name, external_id FROM shop_category
            WHERE kind = 'c' AND id = chosen.good
            UNION ALL
            SELECT name, external_id FROM shop_product
            WHERE kind = 'p' AND id = chosen.good
        ) good
    ) told
)""")


def with_scope_names(rows: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """Add the names of the vouchers' goods for ``scope_names``, in the same query."""
    return rows.annotate(named_goods=expression(_GOODS, JSONField()))


def scope_names(voucher: Voucher) -> ScopeNames:
    """Answer the names of a voucher's goods. Queries: 1, or none after
    ``with_scope_names``.
    """
    if not hasattr(voucher, "named_goods"):
        return scope_names_of([voucher])[voucher.pk]
    goods = ScopeNames()
    for side, name in voucher.named_goods or []:
        (goods.on if side == "on" else goods.off).append(name)
    return goods


def scope_names_of(vouchers: Iterable[Voucher]) -> dict[int, ScopeNames]:
    """Answer by primary key the names of each voucher's goods. Queries: 1, or none for
    none.
    """
    keys = [voucher.pk for voucher in vouchers]
    rows = with_scope_names(Voucher.objects.filter(pk__in=keys))
    return {row.pk: scope_names(row) for row in rows} if keys else {}


def offer_scope_names(offer: CartOffer) -> ScopeNames:
    """Answer the names of an offer's goods. Queries: 4."""
    on = [*offer.categories.order_by("name"), *offer.products.order_by("name")]
    off = [
        *offer.excluded_categories.order_by("name"),
        *offer.excluded_products.order_by("name"),
    ]
    return ScopeNames([str(row) for row in on], [str(row) for row in off])
