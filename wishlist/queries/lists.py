from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shop.models import Customer
from wishlist.models import GiftPledge, Wish, Wishlist

# As many as stand in a row on a phone.
MAX_PICTURES = 4
LIVING = Q(removed_at=None, wishlist__removed_at=None)


def wishes_of(customer: Customer) -> QuerySet[Wish]:
    """Return all wishes on the customer's lists, those of the default list first."""
    rows = Wish.objects.filter(LIVING, wishlist__customer=customer)
    rows = rows.select_related("wishlist", "product")
    # Lists of merged accounts come after the customer's own.
    return rows.order_by(
        "-wishlist__default",
        F("wishlist__original_owner").asc(nulls_first=True),
        "wishlist",
        "pk",
    )


def favourite_of(customer: Customer, product: str) -> Wish | None:
    """Return the wish for a product, by its id in the shop, on whichever list.
    Queries: 1.
    """
    return wishes_of(customer).filter(product__external_id=product).first()


def count_wishes(customer: Customer) -> int:
    return Wish.objects.filter(LIVING, wishlist__customer=customer).count()


@dataclass(frozen=True, slots=True)
class WishlistSummary:
    """How many wishes a customer has, and the pictures of those added last."""

    many: int
    pictures: list[str]


def with_wishlist_summary(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Annotate customers for ``wishlist_summary_of``, which then asks no query."""
    own = Wish.objects.filter(LIVING, wishlist__customer=OuterRef("pk")).order_by()
    # Subqueries, not a join to wishes: the rows stay one a customer.
    many = own.values("wishlist__customer").annotate(many=Count("pk")).values("many")
    pictured = own.exclude(product__image="").order_by("-added_at", "-pk")
    return rows.annotate(
        many_wishes=Coalesce(Subquery(many), 0),
        wish_pictures=ArraySubquery(pictured.values("product__image")[:MAX_PICTURES]),
    )


def wishlist_summary_of(customer: Customer) -> WishlistSummary:
    """Return the summary of a customer from ``with_wishlist_summary``. Queries: 0."""
    found: Any = customer
    return WishlistSummary(found.many_wishes, found.wish_pictures)


@dataclass(frozen=True, slots=True)
class CountedList:
    """A list and how many wishes are on it."""

    wishlist: Wishlist
    many: int


def lists_of(customer: Customer) -> list[CountedList]:
    """Return the customer's lists, the default one first. Queries: 1.

    The default list is there before it is made: then it has no primary key yet.
    """
    living: Any = Count("wishes", filter=Q(wishes__removed_at=None))
    rows = Wishlist.objects.filter(customer=customer, removed_at=None)
    rows = rows.annotate(many=living).order_by(
        "-default", F("original_owner").asc(nulls_first=True), "name", "pk"
    )
    found = [CountedList(row, row.many) for row in rows]
    if not any(each.wishlist.is_default for each in found):
        found.insert(0, CountedList(Wishlist(customer=customer, default=True), 0))
    return found


def list_by_key(found: list[CountedList], pk: int | None) -> Wishlist | None:
    """Return the list of this primary key among these; without a key the default one."""
    for each in found:
        if each.wishlist.pk == pk or (pk is None and each.wishlist.is_default):
            return each.wishlist
    return None


def wishes_on(wishlist: Wishlist) -> QuerySet[Wish]:
    """Return the wishes of a list: what is wished most comes first, then what was added
    last.
    """
    rows = Wish.objects.filter(removed_at=None, wishlist=wishlist.pk)
    return rows.select_related("product").order_by("priority", "-added_at", "-pk")


def removed_wish(customer: Customer, pk: str) -> Wish | None:
    """Return a wish that can be restored: removed from a list that is still there. Queries:
    1.
    """
    rows = Wish.objects.filter(wishlist__customer=customer, wishlist__removed_at=None)
    rows = rows.filter(removed_at__isnull=False).select_related("product")
    return rows.filter(pk=pk).first() if pk.isdecimal() else None


def removed_list(customer: Customer, pk: str) -> Wishlist | None:
    """Return a list that can be restored. Queries: 1."""
    rows = Wishlist.objects.filter(customer=customer, removed_at__isnull=False)
    return rows.filter(pk=pk).first() if pk.isdecimal() else None


def shared_wishes_on(wishlist: Wishlist, giver: UUID | None) -> QuerySet[Wish]:
    """Return the wishes of a shared list, as a visitor sees them and its owner must not.

    Each says how many pieces are ``given`` already, and whether one is ``mine``: pledged
    by the visitor who is looking.
    """
    # Nobody has the UUID of zeros: a visitor without a cookie has pledged nothing.
    own = GiftPledge.objects.filter(wish=OuterRef("pk"), giver=giver or UUID(int=0))
    return wishes_on(wishlist).annotate(given=Count("pledges"), mine=Exists(own))


def shared_list(shop: str, key: str) -> Wishlist | None:
    """Return the list behind a link, with its owner and shop. Queries: 1."""
    rows = Wishlist.objects.select_related("customer", "shop")
    return rows.filter(shop__code=shop, share_key=key, removed_at=None).first()
