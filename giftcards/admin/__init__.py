"""Gift cards, their terms and refused payments."""

from giftcards.admin.cards import CardTermsAdmin, GiftCardAdmin, RefusedPaymentAdmin

__all__ = ["CardTermsAdmin", "GiftCardAdmin", "RefusedPaymentAdmin"]
