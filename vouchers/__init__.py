"""Vouchers: their code, their worth, their limits and their life.

``rules`` hold the arithmetic of a cart, the same for a quote and for an order that is
there already; a code is used as often as it may be, or not at all.
"""
