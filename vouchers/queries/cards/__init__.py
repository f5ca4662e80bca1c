"""What is known of gift cards. Whose they are is told to nobody but him."""

from vouchers.queries.cards.finding import (
    FoundCard,
    by_code,
    card_in_state,
    find,
    free_of,
    in_account,
    sent_by,
    terms_by_hand,
    terms_of,
)
from vouchers.queries.cards.printing import printed_at, printed_card
from vouchers.queries.cards.proof import CHECKS
from vouchers.queries.cards.telling import refused_for, refused_on, sentence, why_refused

__all__ = [
    "CHECKS",
    "FoundCard",
    "by_code",
    "card_in_state",
    "find",
    "free_of",
    "in_account",
    "printed_at",
    "printed_card",
    "refused_for",
    "refused_on",
    "sent_by",
    "sentence",
    "terms_by_hand",
    "terms_of",
    "why_refused",
]
