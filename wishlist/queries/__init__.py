"""Whose wishes there are. Everything starts from a customer, or from a link he gave."""

from wishlist.queries.lists import (
    CountedList,
    WishlistSummary,
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
from wishlist.queries.wording import (
    WishlistWording,
    cart_of,
    page_of,
    settings_of,
    with_page,
    wording_of,
)

__all__ = [
    "CountedList",
    "WishlistSummary",
    "WishlistWording",
    "cart_of",
    "count_wishes",
    "favourite_of",
    "list_by_key",
    "lists_of",
    "page_of",
    "removed_list",
    "removed_wish",
    "settings_of",
    "shared_list",
    "shared_wishes_on",
    "wishes_of",
    "wishes_on",
    "wishlist_summary_of",
    "with_page",
    "with_wishlist_summary",
    "wording_of",
]
