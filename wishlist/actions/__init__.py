"""Wish, and no longer; keep lists, share them, and take the link back.

Whatever a customer does has locked him first: one lock for all his lists.
"""

from wishlist.actions.alerting import prepare_alerts, queue_alerts, undo_alerts
from wishlist.actions.clearing import KEPT_FOR, purge_removed
from wishlist.actions.favourites import (
    MAX_WISHES,
    FavouriteResult,
    add_favourite,
    remove_favourite,
)
from wishlist.actions.lists import (
    MAX_LISTS,
    open_list,
    remove_list,
    rename_list,
    restore_list,
)
from wishlist.actions.merging import on_erase, on_merge, on_unmerge
from wishlist.actions.opening import open_wishlists
from wishlist.actions.refusals import (
    AlreadyOnList,
    AlreadyPledged,
    DefaultListStays,
    NotWished,
    NoWishlists,
    TooManyLists,
    TooManyWishes,
    WishNotFound,
)
from wishlist.actions.sharing import (
    pledge_gift,
    share_list,
    stop_sharing_list,
    withdraw_pledge,
)
from wishlist.actions.watching import watch_wish
from wishlist.actions.wishes import change_wish, remove_wish, restore_wish

__all__ = [
    "KEPT_FOR",
    "MAX_LISTS",
    "MAX_WISHES",
    "AlreadyOnList",
    "AlreadyPledged",
    "DefaultListStays",
    "FavouriteResult",
    "NoWishlists",
    "NotWished",
    "TooManyLists",
    "TooManyWishes",
    "WishNotFound",
    "add_favourite",
    "change_wish",
    "on_erase",
    "on_merge",
    "on_unmerge",
    "open_list",
    "open_wishlists",
    "pledge_gift",
    "prepare_alerts",
    "purge_removed",
    "queue_alerts",
    "remove_favourite",
    "remove_list",
    "remove_wish",
    "rename_list",
    "restore_list",
    "restore_wish",
    "share_list",
    "stop_sharing_list",
    "undo_alerts",
    "watch_wish",
    "withdraw_pledge",
]
