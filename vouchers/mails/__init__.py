"""Vouchers as mails show them."""
