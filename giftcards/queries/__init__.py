"""What is known of gift cards. Whose they are is told only to the customer concerned."""

from giftcards.queries.card_checks import inconsistencies
from giftcards.queries.finding import (
    FoundCard,
    by_code,
    card_in_state,
    find,
    free_of,
    in_account,
    refused_for,
    sent_by,
    terms_by_hand,
    terms_of,
)
from giftcards.queries.printing import printed_at, printed_card

__all__ = [
    "FoundCard",
    "by_code",
    "card_in_state",
    "find",
    "free_of",
    "in_account",
    "inconsistencies",
    "printed_at",
    "printed_card",
    "refused_for",
    "sent_by",
    "terms_by_hand",
    "terms_of",
]
