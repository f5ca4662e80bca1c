"""Whose wishes there are. Everything starts from a customer, or from a link he gave."""

from wishlist.queries.lists import (
    Shelf,
    count,
    list_named,
    removed_list,
    removed_wish,
    shared,
    shelves,
    wish_at,
    wishes_of,
    wishes_on,
    wishes_shared,
)
from wishlist.queries.wording import Wording, page_of, settings_of, with_page, wording

__all__ = [
    "Shelf",
    "Wording",
    "count",
    "list_named",
    "page_of",
    "removed_list",
    "removed_wish",
    "settings_of",
    "shared",
    "shelves",
    "wish_at",
    "wishes_of",
    "wishes_on",
    "wishes_shared",
    "with_page",
    "wording",
]
