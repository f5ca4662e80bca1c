"""The names and addresses of a shop's wish lists and of its cart, for any page."""

from urllib.parse import quote, urljoin

from django import template
from django.urls import reverse

from shop.models import Customer
from wishlist.models import Wish, WishlistSettings
from wishlist.phrases import wording_of
from wishlist.queries import settings as wishlist_settings

register = template.Library()


@register.filter
def wishes_page(customer: Customer) -> str:
    return wording_of(wishlist_settings.settings_near(customer)).page


@register.filter
def shop_page(customer: Customer) -> str:
    """Return the address where the customer's shop sells, as far as that of its cart says
    so.
    """
    address = wishlist_settings.settings_near(customer).cart_address
    home = reverse("demo_shop:home", args=[customer.shop.code])
    if address.startswith("http"):
        return urljoin(address, "/")
    return home if address.startswith(home) else ""


@register.simple_tag
def cart_link(settings: WishlistSettings, wish: Wish) -> str:
    """Return the address that adds the wish to the cart; empty for what cannot be
    bought.
    """
    product = wish.product
    if not product.can_be_had:
        return ""
    return settings.cart_link(quote(product.external_id, safe=""), wish.quantity)
