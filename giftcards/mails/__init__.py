"""The mail that brings a gift card."""

from giftcards.mails.delivery import GIFT_CARD, source_of

MAIL_TYPES = [GIFT_CARD]

__all__ = ["GIFT_CARD", "MAIL_TYPES", "source_of"]
