"""Actions of the demo shop: it asks the programme before it writes, and informs it after.

Locks are taken in this order: account, cart, storefront; an order is locked alone.
"""

__all__ = []
