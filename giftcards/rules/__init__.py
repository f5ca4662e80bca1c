"""What gift cards pay of a priced cart, and a merchant's file of them.

No database, no clock.
"""
