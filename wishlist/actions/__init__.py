"""Wish, and no longer; keep lists, share them, and take the link back.

Whatever a customer does has locked him first: one lock for all his lists.
"""

from wishlist.actions.alerting import prepare, queue_alerts, undo
from wishlist.actions.clearing import KEPT_FOR, purge_removed
from wishlist.actions.hearts import MOST_WISHES, Wished, unwish, wish
from wishlist.actions.lists import MOST_LISTS, bring_back, open_list, remove, rename
from wishlist.actions.opening import open_wishes
from wishlist.actions.owners import follow, forget, part
from wishlist.actions.refusals import (
    AllGiven,
    AlreadyThere,
    DefaultStays,
    HasNoLists,
    NotThere,
    NotWished,
    TooManyLists,
    TooManyWishes,
)
from wishlist.actions.sharing import give, not_give, share, stop_sharing
from wishlist.actions.watching import watch
from wishlist.actions.wishes import change, put_back, take_off

__all__ = [
    "KEPT_FOR",
    "MOST_LISTS",
    "MOST_WISHES",
    "AllGiven",
    "AlreadyThere",
    "DefaultStays",
    "HasNoLists",
    "NotThere",
    "NotWished",
    "TooManyLists",
    "TooManyWishes",
    "Wished",
    "bring_back",
    "change",
    "follow",
    "forget",
    "give",
    "not_give",
    "open_list",
    "open_wishes",
    "part",
    "prepare",
    "purge_removed",
    "put_back",
    "queue_alerts",
    "remove",
    "rename",
    "share",
    "stop_sharing",
    "take_off",
    "undo",
    "unwish",
    "watch",
    "wish",
]
