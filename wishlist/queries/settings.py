from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from shop.models import Customer, Shop
from wishlist.models import WishlistSettings


def settings_of(shop: Shop) -> WishlistSettings:
    """Queries: 1."""
    return WishlistSettings.objects.get(shop=shop)


def with_wishlist_settings(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Annotate customers with what ``settings_near`` then finds without a query: the title
    of the page and the address of the cart.
    """
    # As JSON in one subquery: three columns would be three subqueries of one row.
    named = WishlistSettings.objects.filter(shop=OuterRef("shop"))
    words = JSONObject(page_fr="page_fr", page_en="page_en", cart_address="cart_address")
    return rows.annotate(wishlist_settings=Subquery(named.values(words=words)))


def settings_near(customer: Customer) -> WishlistSettings:
    """Return the settings of the customer's shop, not to be saved.

    Queries: 1, or 0 for a customer from ``with_wishlist_settings``.
    """
    words: dict[str, str] | None = getattr(customer, "wishlist_settings", None)
    return WishlistSettings(**words) if words else settings_of(customer.shop)
