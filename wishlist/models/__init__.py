from wishlist.models.events import WishEvent
from wishlist.models.lists import Wishlist
from wishlist.models.settings import WishlistSettings
from wishlist.models.wishes import MAX_QUANTITY, GiftPledge, Wish

__all__ = [
    "MAX_QUANTITY",
    "GiftPledge",
    "Wish",
    "WishEvent",
    "Wishlist",
    "WishlistSettings",
]
