"""What gift cards pay of a priced cart, and a merchant's file of them.

No database, no clock.
"""

from giftcards.rules.card_files import CardLine
from giftcards.rules.paying import CardPayment, pay

__all__ = ["CardLine", "CardPayment", "pay"]
