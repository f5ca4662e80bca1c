"""Whose wishes there are. Everything starts from a customer, or from a link he gave."""

from wishlist.queries.lists import (
    Glimpse,
    Shelf,
    count,
    glimpse_of,
    list_named,
    removed_list,
    removed_wish,
    shared,
    shelves,
    wish_at,
    wishes_of,
    wishes_on,
    wishes_shared,
    with_glimpse,
)
from wishlist.queries.wording import (
    Wording,
    basket_of,
    page_of,
    settings_of,
    with_page,
    wording,
)

__all__ = [
    "Glimpse",
    "Shelf",
    "Wording",
    "basket_of",
    "count",
    "glimpse_of",
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
    "with_glimpse",
    "with_page",
    "wording",
]
