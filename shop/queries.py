"""Questions about shops, customers and their merges, orders, and what products are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Lower

from accounts.models import User
from core.rows import read
from core.sql import Fragment, expression, fetch, selection
from shop.models import (
    Category,
    Customer,
    CustomerGroup,
    ErasureRequest,
    Order,
    OrderLine,
    Shop,
)


def shops_of(user: User | AnonymousUser) -> list[Shop]:
    """Answer the shops this member of staff sees, by name. Queries: 1 for each request."""
    if not user.is_authenticated:
        return []
    by_name = Shop.objects.order_by("name", "pk")
    if user.is_superuser:
        # Rows once read stay with the query, and the query with the request's user.
        return list(vars(user).setdefault("every_shop", by_name))
    prefetch_related_objects([user], Prefetch("shops", by_name))
    return list(user.shops.all())


def category_tree(shop: Shop) -> list[tuple[Category, int]]:
    """Answer each category under its parent, with its depth from 0. Queries: 1."""
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


def orders_awaiting_products(
    shop: Shop, products: Iterable[int] | None = None
) -> QuerySet[Order]:
    """Answer orders with lines whose products have been stated since the line was written;
    of these products (primary keys), or of any.
    """
    lines = OrderLine.objects.filter(
        product_resolved=False, product__updated_at__isnull=False
    )
    if products is not None:
        lines = lines.filter(product__in=products)
    waiting = lines.values("order")
    return Order.objects.filter(shop=shop, pk__in=waiting).order_by("pk")


def buyer(shop: Shop, external_id: str) -> Customer | None:
    """Answer for whom a cart of the customer with this id counts, with their group; None
    for an id that is not known. Queries: 1, and 1 more per merge.
    """
    # Written by hand, because every quote asks it (ADR 12). Of two groups that of the tier
    # counts, so only that one is read.
    found = read(
        """
        SELECT {customer}, {its}
        FROM shop_customer customer
        LEFT JOIN shop_customergroup its
               ON its.id = coalesce(customer.tier_group_id, customer.shop_group_id)
        WHERE customer.shop_id = %(shop)s AND customer.external_id = %(external_id)s
        """,
        {"shop": shop.pk, "external_id": external_id},
        customer=Customer,
        its=CustomerGroup,
    )
    for customer, group in found:
        customer.shop = shop
        setattr(customer, "tier_group" if customer.tier_group_id else "shop_group", group)
        return canonical(cast("Customer", customer))
    return None


@dataclass(frozen=True, slots=True)
class ProductTraits:
    """What a product is: its categories with all that stand above them."""

    pk: int
    gift_card: bool
    categories: frozenset[int]


# From each product up to all that stands above its categories. UNION and not UNION ALL: it
# drops what was found already, so that a circle of categories ends.
_TRAITS = Fragment("""
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
""")
_TRAITS_BY_KEY = _TRAITS.fill(named="id = ANY(%(named)s)")
_TRAITS_BY_ID = _TRAITS.fill(named="external_id = ANY(%(named)s)")


def traits_by_key(shop: int, *, products: Iterable[int]) -> dict[int, ProductTraits]:
    """Answer products by primary key, as they are today. Queries: 1."""
    found = _traits(_TRAITS_BY_KEY.given(shop=shop, named=list(products)))
    return {row.pk: row for _id, row in found}


def traits_by_id(shop: int, external_ids: Iterable[str]) -> dict[str, ProductTraits]:
    """Answer products by the shop's own id, as they are today; what is not known is left
    out. Queries: 1.
    """
    return dict(_traits(_TRAITS_BY_ID.given(shop=shop, named=list(external_ids))))


def _traits(statement: Fragment) -> Iterator[tuple[str, ProductTraits]]:
    for pk, external_id, gift_card, categories in fetch(statement):
        yield external_id, ProductTraits(pk, gift_card, frozenset(categories))


def canonical(customer: Customer) -> Customer:
    """Answer for whom all that the customer does counts: themselves, or whom they were
    merged into. Queries: 1 for each merge in the chain, so none for most.
    """
    while customer.merged_into_id:
        rows = Customer.objects.select_related("shop", "shop_group", "tier_group")
        customer = rows.get(pk=customer.merged_into_id)
    return customer


def canonical_of(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Select ``canonical`` of the first of these rows, without a query yet."""
    kept = _KEPT.fill(first=selection(rows.values("pk")[:1]))
    return Customer.objects.filter(pk=expression(kept))


# Down the merges to whoever was merged into nobody: one row. It stands inside other
# statements, where ``canonical`` would ask once for each merge.
_KEPT = Fragment("""
    WITH RECURSIVE kept AS (
        SELECT id, merged_into_id FROM shop_customer WHERE id = ({first})
        UNION ALL
        SELECT target.id, target.merged_into_id
        FROM kept JOIN shop_customer target ON target.id = kept.merged_into_id
    )
    SELECT id FROM kept WHERE merged_into_id IS NULL
""")


def merged_ids(customer: Customer) -> set[int]:
    """Answer the customer and all who were merged into them, by primary key. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [customer.pk])
        return {pk for (pk,) in cursor.fetchall()}


# UNION and not UNION ALL: it ends also where two merges at once have made a circle.
_FAMILY = """
    WITH RECURSIVE merged_ids AS (
        SELECT %s::bigint AS id
        UNION
        SELECT merged.id
        FROM merged_ids JOIN shop_customer merged ON merged.merged_into_id = merged_ids.id
    )
    SELECT id FROM merged_ids
"""


def parts_of(order: Order) -> QuerySet[Order]:
    """Answer the other orders that are parts of the same purchase, by primary key."""
    rows = Order.objects.filter(shop=order.shop_id, purchase=order.purchase)
    return (rows.exclude(pk=order.pk) if order.purchase else rows.none()).order_by("pk")


def absorbed_by(customer: Customer) -> QuerySet[Customer]:
    """Answer the customers merged into this one directly, the latest first."""
    rows = Customer.objects.filter(merged_into=customer)
    return rows.order_by("-merged_at", "-pk")


def open_erasures() -> QuerySet[ErasureRequest]:
    """Answer requests that were neither withdrawn nor carried out, those due first before
    the others, each with its customer.
    """
    rows = ErasureRequest.objects.filter(withdrawn_at=None, done_at=None)
    return rows.select_related("customer__shop").order_by("due_at", "pk")


def erasure_of(customer: Customer) -> ErasureRequest | None:
    """Answer the open request for erasure, under any of their ids. Queries: 2."""
    return open_erasures().filter(customer__in=merged_ids(customer)).first()


def addresses_known(addresses: Iterable[str]) -> set[str]:
    """Answer those of the addresses that a customer of any shop has. Queries: 1."""
    # By shop, as the index is: its first column is the shop.
    everywhere = Customer.objects.filter(shop__in=Shop.objects.values("pk"))
    rows = everywhere.annotate(address=Lower("email"))
    found = rows.filter(address__in=addresses).values_list("address", flat=True)
    return set(found)


def members_with(addresses: Iterable[str]) -> QuerySet[Customer]:
    """Answer accounts under these addresses (in lower case): one that stands for itself
    before a merged one, the newest first. A guest has none, unless merged into a member.
    """
    # In a fixed order, so that every log-in and every claim takes the same one of several.
    return (
        Customer.objects.alias(address=Lower("email"))
        .filter(Q(guest=False) | Q(merged_into__isnull=False), erased_at=None)
        .filter(address__in=[each for each in addresses if each])
        .select_related("shop")
        .order_by(
            F("merged_at").asc(nulls_first=True),
            F("registered_at").desc(nulls_last=True),
            "-pk",
        )
    )


def claiming_members(shop: Shop, addresses: Iterable[str]) -> dict[str, Customer]:
    """Answer by address (in lower case) who may claim what guests bought. Queries: 1, or
    none where the shop has no claims.

    Only addresses that the shop or their owner has proven: anybody can type somebody
    else's.
    """
    if not shop.claim_days:
        return {}
    wanted = [address.lower() for address in addresses]
    proven = Q(email_verified=True) | Q(proven_email=F("address"))
    rows = members_with(wanted).filter(proven, shop=shop, guest=False)
    found: dict[str, Customer] = {}
    for row in rows:
        found.setdefault(row.email.lower(), row)
    return found


def claimable_orders(customer: Customer) -> QuerySet[Order, Any]:
    """Select keys of unclaimed orders placed as a guest under the customer's address."""
    address = customer.email.lower()
    guests = Customer.objects.alias(address=Lower("email")).filter(
        shop=customer.shop_id, address=address, guest=True, merged_into=None
    )
    orders = Order.objects.alias(address=Lower("email")).filter(
        shop=customer.shop_id, claimed_by=None, updated_at__isnull=False
    )
    # A union and no OR: each way has its index, by the order's address and by its customer.
    nobodys = orders.filter(customer=None, address=address)
    return nobodys.values("pk").union(orders.filter(customer__in=guests).values("pk"))


# Members beside guest orders that they could claim and have not. The newest account first:
# where two have one address, the newest claims, as when the order came in.
_CLAIMANTS = """
    WITH bought AS (
        SELECT shop_id, lower(email) AS address, placed_at
        FROM shop_order
        WHERE customer_id IS NULL AND email <> '' AND updated_at IS NOT NULL
        UNION ALL
        SELECT guest.shop_id, lower(guest.email), bought.placed_at
        FROM shop_customer guest JOIN shop_order bought ON bought.customer_id = guest.id
        WHERE guest.guest AND guest.merged_into_id IS NULL AND guest.email <> ''
          AND bought.claimed_by_id IS NULL AND bought.updated_at IS NOT NULL
    )
    SELECT DISTINCT member.* FROM bought
    JOIN shop_shop shop ON shop.id = bought.shop_id AND shop.claim_days > 0
    JOIN shop_customer member
      ON member.shop_id = bought.shop_id AND lower(member.email) = bought.address
     AND NOT member.guest AND member.erased_at IS NULL
     AND (member.email_verified OR member.proven_email = bought.address)
     AND coalesce(member.registered_at, member.updated_at)
         <= bought.placed_at + make_interval(days => shop.claim_days)
    ORDER BY member.registered_at DESC NULLS LAST, member.id DESC
"""


def members_with_claimable_orders() -> list[Customer]:
    """Answer members whom a statement at the same moment kept from claiming. Queries: 1."""
    return list(Customer.objects.raw(_CLAIMANTS))
