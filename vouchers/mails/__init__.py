"""Bons as mails show them."""

from vouchers.mails.tickets import TICKET, tickets

__all__ = ["TICKET", "tickets"]
