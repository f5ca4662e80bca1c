"""What the person who is signed in may see. Every page starts from ``customer_of``."""

from portal.queries.asking import Question, newsletter_points, offers_question
from portal.queries.people import (
    Rows,
    customer_of,
    customer_with,
    with_first_page,
    with_newsletter,
    with_page_words,
)
from portal.queries.promise import Awaiting, awaiting
from portal.queries.purse import (
    Dated,
    Offer,
    Purse,
    history,
    history_of,
    orders,
    purse,
    purse_of,
    to_earn,
)
from portal.queries.wallet import (
    Losses,
    VoucherTile,
    Wallet,
    at_hand,
    losses,
    tiles,
    usable,
    wallet,
)

__all__ = [
    "Awaiting",
    "Dated",
    "Losses",
    "Offer",
    "Purse",
    "Question",
    "Rows",
    "VoucherTile",
    "Wallet",
    "at_hand",
    "awaiting",
    "customer_of",
    "customer_with",
    "history",
    "history_of",
    "losses",
    "newsletter_points",
    "offers_question",
    "orders",
    "purse",
    "purse_of",
    "tiles",
    "to_earn",
    "usable",
    "wallet",
    "with_first_page",
    "with_newsletter",
    "with_page_words",
]
