"""What an order earns, from when until when, and what it is worth, in arithmetic.

No database, no clock.
"""
