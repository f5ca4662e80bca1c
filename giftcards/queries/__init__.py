"""What is known of gift cards. Whose they are is told only to the customer concerned."""

from giftcards.queries.card_checks import inconsistencies
from giftcards.queries.finding import FoundCard, by_code, find, free_of, in_account, sent_by
from giftcards.queries.order_payments import balances, bought_with, payments_of
from giftcards.queries.printing import printed_at, printed_card

__all__ = [
    "FoundCard",
    "balances",
    "bought_with",
    "by_code",
    "find",
    "free_of",
    "in_account",
    "inconsistencies",
    "payments_of",
    "printed_at",
    "printed_card",
    "sent_by",
]
