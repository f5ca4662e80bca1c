from wishlist.models.added import Added
from wishlist.models.lists import Wishlist
from wishlist.models.settings import WishlistSettings
from wishlist.models.wishes import MOST_PIECES, Gift, Wish

__all__ = ["MOST_PIECES", "Added", "Gift", "Wish", "Wishlist", "WishlistSettings"]
