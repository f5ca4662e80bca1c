from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
from shop.persons import Person


def shops_of(user: User | AnonymousUser) -> list[Shop]:
    """The shops this member of staff sees, by name. Asked once, read as often as needed."""
    if not user.is_authenticated:
        return []
    by_name = Shop.objects.order_by("name", "pk")
    if user.is_superuser:
        # Rows once read stay with the query, and the query with the request's user.
        return list(vars(user).setdefault("every_shop", by_name))
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


def orders_awaiting_products(
    shop: Shop, products: Iterable[int] | None = None
) -> QuerySet[Order]:
    """Those with lines whose place can be read by now; of these products, or any."""
    lines = OrderLine.objects.filter(
        product_resolved=False, product__updated_at__isnull=False
    )
    if products is not None:
        lines = lines.filter(product__in=products)
    waiting = lines.values("order")
    return Order.objects.filter(shop=shop, pk__in=waiting).order_by("pk")


def buyer(shop: Shop, external_id: str) -> Customer | None:
    """For whom a cart of this id counts, with the group that counts read along.

    One query, and one per merge.
    """
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
    """By primary key, as they stand today. One query."""
    found = _traits(_TRAITS_BY_KEY.given(shop=shop, named=list(products)))
    return {row.pk: row for _id, row in found}


def traits_by_id(shop: int, external_ids: Iterable[str]) -> dict[str, ProductTraits]:
    """By the shop's own id, as they stand today; what is not known is not there.

    One query.
    """
    return dict(_traits(_TRAITS_BY_ID.given(shop=shop, named=list(external_ids))))


def _traits(statement: Fragment) -> Iterator[tuple[str, ProductTraits]]:
    for pk, external_id, gift_card, categories in fetch(statement):
        yield external_id, ProductTraits(pk, gift_card, frozenset(categories))


def canonical(customer: Customer) -> Customer:
    """For whom all that the customer does counts: self, or the one they merged into.

    One query for each merge in the chain.
    """
    while customer.merged_into_id:
        rows = Customer.objects.select_related("shop", "shop_group", "tier_group")
        customer = rows.get(pk=customer.merged_into_id)
    return customer


def canonical_of(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """``canonical`` of the first of these rows, as a queryset that needs no query yet."""
    kept = _KEPT.fill(first=selection(rows.values("pk")[:1]))
    return Customer.objects.filter(pk=expression(kept))


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
    """The customer and all who were merged into them, by primary key. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [customer.pk])
        return {pk for (pk,) in cursor.fetchall()}


_FAMILY = """
    WITH RECURSIVE merged_ids AS (
        SELECT %s::bigint AS id
        UNION
        SELECT merged.id
        FROM merged_ids JOIN shop_customer merged ON merged.merged_into_id = merged_ids.id
    )
    SELECT id FROM merged_ids
"""


# The same as an array, of the key that ``customer`` names. It stands in each statement: a
# function that reads tables finds them by the search path, which another schema changes.
IDS_OF = Fragment("""ARRAY(
    WITH RECURSIVE person AS (
        SELECT {customer} AS id
        UNION
        SELECT merged.id
        FROM person JOIN shop_customer merged ON merged.merged_into_id = person.id
    )
    SELECT id FROM person
)""")
# Of the row ``customer``. Few were ever merged: the others are spared the recursion.
IDS_OF_CUSTOMER = Fragment("""
    CASE WHEN EXISTS (
        SELECT FROM shop_customer merged WHERE merged.merged_into_id = customer.id
    ) THEN {ids} ELSE ARRAY[customer.id] END
""").fill(ids=IDS_OF.fill(customer="customer.id"))


# What the row ``shop_order`` is a part of; most orders are a purchase by themselves.
PURCHASE = Fragment("coalesce(nullif(shop_order.purchase, ''), ':' || shop_order.id)")


def parts_of(order: Order) -> QuerySet[Order]:
    """The other orders that are parts of the same purchase, by primary key."""
    rows = Order.objects.filter(shop=order.shop_id, purchase=order.purchase)
    return (rows.exclude(pk=order.pk) if order.purchase else rows.none()).order_by("pk")


# Whether the row ``product`` can be bought; what is said of no stock is in stock.
FOR_SALE = Fragment(
    "product.active AND NOT product.removed AND coalesce(product.stock, 1) > 0"
)


def absorbed_by(customer: Customer) -> QuerySet[Customer]:
    """Those merged into the customer directly, the latest first."""
    rows = Customer.objects.filter(merged_into=customer)
    return rows.order_by("-merged_at", "-pk")


def open_erasures() -> QuerySet[ErasureRequest]:
    """Neither taken back nor carried out; the oldest first, each with its customer."""
    rows = ErasureRequest.objects.filter(withdrawn_at=None, done_at=None)
    return rows.select_related("customer__shop").order_by("due_at", "pk")


def erasure_of(customer: Customer) -> ErasureRequest | None:
    """The customer's open erasure request, under any of their ids. Two queries."""
    return open_erasures().filter(customer__in=merged_ids(customer)).first()


def addresses_of(person: Person) -> set[str]:
    """The e-mail addresses of all their rows, in lower case. One query."""
    rows = Customer.objects.filter(person.customers)
    told = rows.values_list(Lower("email"), "proven_email")
    return {address for both in told for address in both if address}


def guests_of(person: Person) -> list[Customer]:
    """Guests with one of their addresses, besides the rows that are theirs by id; by
    primary key. One query.
    """
    rows = Customer.objects.filter(person.customers, guest=True, merged_into=None)
    return list(rows.exclude(pk__in=person.ids).order_by("pk"))


def without_shared_addresses(person: Person) -> Person:
    """The person with the addresses that no other account has. One query."""
    rows = Customer.objects.filter(person.customers, guest=False, erased_at=None)
    others = rows.exclude(pk__in=person.ids).values_list("address_key", "proven_key")
    return replace(person, keys=person.keys - {key for both in others for key in both})


def addresses_known(addresses: Iterable[str]) -> set[str]:
    """Those of them that a customer of any shop has."""
    # By shop, as the index is.
    everywhere = Customer.objects.filter(shop__in=Shop.objects.values("pk"))
    rows = everywhere.annotate(address=Lower("email"))
    found = rows.filter(address__in=addresses).values_list("address", flat=True)
    return set(found)


def members_with(addresses: Iterable[str]) -> QuerySet[Customer]:
    """Accounts under these addresses, in lower case: one's own before a merged one, the
    newest first. Guests have none, unless they are known to be somebody who has.
    """
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
    """Who may claim what guests bought, by address in lower case. One query.

    Nobody with an address that neither the shop nor its owner has proven.
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
    """Keys of the unclaimed orders placed as a guest under the customer's address."""
    address = customer.email.lower()
    guests = Customer.objects.alias(address=Lower("email")).filter(
        shop=customer.shop_id, address=address, guest=True, merged_into=None
    )
    orders = Order.objects.alias(address=Lower("email")).filter(
        shop=customer.shop_id, claimed_by=None, updated_at__isnull=False
    )
    nobodys = orders.filter(customer=None, address=address)
    return nobodys.values("pk").union(orders.filter(customer__in=guests).values("pk"))


# Members beside guest orders that they could claim and have not.
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
    """Members whom a statement at the same moment kept from claiming. One query."""
    return list(Customer.objects.raw(_CLAIMANTS))
