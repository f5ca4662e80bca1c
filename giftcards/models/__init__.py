from giftcards.models.batches import CardBatch
from giftcards.models.cards import GiftCard
from giftcards.models.movements import CardHold, CardMovement, RefusedPayment
from giftcards.models.terms import CardTerms, VatRegime

__all__ = [
    "CardBatch",
    "CardHold",
    "CardMovement",
    "CardTerms",
    "GiftCard",
    "RefusedPayment",
    "VatRegime",
]
