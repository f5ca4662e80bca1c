from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.models import Customer, Shop
from wishlist.models import Wishlist, WishlistSettings


@dataclass(frozen=True, slots=True)
class WishlistWording:
    """What a shop calls the page, the button of a heart, and a list without a name."""

    page: str
    button: str
    list: str

    def name(self, wishlist: Wishlist) -> str:
        """That of somebody merged into its customer is told from his own."""
        if wishlist.name or wishlist.original_owner_id is None:
            return wishlist.name or self.list
        return _("%(list)s (other account)") % {"list": self.list}


def settings_of(shop: Shop) -> WishlistSettings:
    return WishlistSettings.objects.get(shop=shop)


def wording_of(settings: WishlistSettings, language: str = "") -> WishlistWording:
    """In this language, or in the one that is active."""
    if (language or get_language() or "fr").startswith("en"):
        return WishlistWording(settings.page_en, settings.button_en, settings.list_en)
    return WishlistWording(settings.page_fr, settings.button_fr, settings.list_fr)


def with_page(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Customers with what their shop calls the page and where its cart is, for
    ``page_of`` and ``cart_of``: no query more.
    """
    named = WishlistSettings.objects.filter(shop=OuterRef("shop"))
    words = JSONObject(page_fr="page_fr", page_en="page_en", cart_address="cart_address")
    return rows.annotate(page_of_wishes=Subquery(named.values(words=words)))


def page_of(customer: Customer) -> str:
    """What his shop calls the page. One query, unless it is at hand."""
    return wording_of(_settings_near(customer)).page


def cart_of(customer: Customer) -> str:
    """The address that puts an article into the cart, or nothing. As ``page_of``."""
    return _settings_near(customer).cart_address


def _settings_near(customer: Customer) -> WishlistSettings:
    words: dict[str, str] | None = getattr(customer, "page_of_wishes", None)
    return WishlistSettings(**words) if words else settings_of(customer.shop)
