"""What gift cards pay of a priced cart, and a merchant's file of them.

No database, no clock.
"""

from giftcards.rules.card_files import CardFault, CardLine, read_cards
from giftcards.rules.paying import CardPayment, PayingCard, pay, payable, pieces_kept

__all__ = [
    "CardFault",
    "CardLine",
    "CardPayment",
    "PayingCard",
    "pay",
    "payable",
    "pieces_kept",
    "read_cards",
]
