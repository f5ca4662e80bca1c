"""The mail that brings a gift card."""

from giftcards.mails.delivery import GIFT_CARD, source_of

KINDS = [GIFT_CARD]

__all__ = ["GIFT_CARD", "KINDS", "source_of"]
