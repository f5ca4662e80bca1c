"""Lists to look at, and how the shop words them."""

from wishlist.admin.lists import WishlistAdmin
from wishlist.admin.settings import WishlistSettingsAdmin

__all__ = ["WishlistAdmin", "WishlistSettingsAdmin"]
