"""What this shop calls its wish lists and where it sells, wherever a page names them."""

from urllib.parse import quote, urljoin

from django import template
from django.urls import reverse

from shop.models import Customer
from wishlist import queries as wishlist_queries
from wishlist.models import Wish, WishlistSettings

register = template.Library()


@register.filter
def wishes_page(customer: Customer) -> str:
    return wishlist_queries.page_of(customer)


@register.filter
def shop_page(customer: Customer) -> str:
    """Where his shop sells, as far as the address of its cart says so."""
    address = wishlist_queries.basket_of(customer)
    home = reverse("demo_shop:home", args=[customer.shop.code])
    if address.startswith("http"):
        return urljoin(address, "/")
    return home if address.startswith(home) else ""


@register.simple_tag
def basket_link(settings: WishlistSettings, wish: Wish) -> str:
    """Where the cart takes it in; nothing for what cannot be had."""
    product = wish.product
    if not product.can_be_had:
        return ""
    return settings.basket_link(quote(product.external_id, safe=""), wish.quantity)
