from shop.models import Shop
from wishlist.models import WishlistSettings


def open_wishlists(*, shop: Shop) -> WishlistSettings:
    """Create the settings of a new shop, with the usual words."""
    return WishlistSettings.objects.create(shop=shop)
