"""Add and remove wishes, keep lists and share them.

Whatever a customer does locks the customer first: one lock for all their lists.
"""

from wishlist.actions.alerting import prepare_alerts, queue_alerts, undo_alerts
from wishlist.actions.clearing import purge_removed
from wishlist.actions.favourites import add_favourite, remove_favourite
from wishlist.actions.lists import open_list, remove_list, rename_list, restore_list
from wishlist.actions.refusals import NotWished, WishNotFound
from wishlist.actions.sharing import (
    pledge_gift,
    share_list,
    stop_sharing_list,
    withdraw_pledge,
)
from wishlist.actions.watching import watch_wish
from wishlist.actions.wishes import change_wish, remove_wish, restore_wish

__all__ = [
    "NotWished",
    "WishNotFound",
    "add_favourite",
    "change_wish",
    "open_list",
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
