"""What this shop calls its wish lists, wherever a page names them."""

from urllib.parse import quote

from django import template

from shop.models import Customer
from wishlist import queries
from wishlist.models import Wish, WishlistSettings

register = template.Library()


@register.filter
def wishes_page(customer: Customer) -> str:
    return queries.page_of(customer)


@register.simple_tag
def basket_link(settings: WishlistSettings, wish: Wish) -> str:
    """Where the basket takes it in; nothing for what cannot be had."""
    product = wish.product
    if not product.can_be_had:
        return ""
    return settings.basket_link(quote(product.external_id, safe=""), wish.quantity)
