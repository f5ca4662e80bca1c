"""What gift cards pay of a priced basket, and a merchant's file of them.

No database, no clock.
"""

from giftcards.rules.files import CardFault, CardLine, read_cards
from giftcards.rules.paying import Card, CardPayment, pay, payable, pieces_kept

__all__ = [
    "Card",
    "CardFault",
    "CardLine",
    "CardPayment",
    "pay",
    "payable",
    "pieces_kept",
    "read_cards",
]
