"""Vouchers as mails show them."""

from vouchers.mails.blocks import VOUCHER_BLOCK, voucher_payloads

__all__ = ["VOUCHER_BLOCK", "voucher_payloads"]
