"""Bons as mails show them, and the mail that brings a gift card."""

from vouchers.mails.cards import GIFT_CARD, source_of
from vouchers.mails.tickets import TICKET, tickets

KINDS = [GIFT_CARD]

__all__ = ["GIFT_CARD", "KINDS", "TICKET", "source_of", "tickets"]
