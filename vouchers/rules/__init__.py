"""What vouchers take off a cart, and what a code looks like.

No database, no clock.
"""
