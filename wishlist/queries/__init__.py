"""Answers about wishes. Everything starts from a customer, or from a link they gave."""

from wishlist.queries.lists import (
    count_wishes,
    favourite_of,
    list_by_key,
    lists_of,
    removed_list,
    removed_wish,
    shared_list,
    shared_wishes_on,
    wishes_of,
    wishes_on,
    wishlist_summary_of,
    with_wishlist_summary,
)
from wishlist.queries.settings import settings_near, settings_of, with_wishlist_settings

__all__ = [
    "count_wishes",
    "favourite_of",
    "list_by_key",
    "lists_of",
    "removed_list",
    "removed_wish",
    "settings_near",
    "settings_of",
    "shared_list",
    "shared_wishes_on",
    "wishes_of",
    "wishes_on",
    "wishlist_summary_of",
    "with_wishlist_settings",
    "with_wishlist_summary",
]
