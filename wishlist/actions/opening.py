from shop.models import Shop
from wishlist.models import WishlistSettings


def open_wishlists(*, shop: Shop) -> WishlistSettings:
    """The words that shops use who have not chosen their own."""
    return WishlistSettings.objects.create(shop=shop)
