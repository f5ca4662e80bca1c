"""Count an order, review its customer, reward him; pin a tier, change the tiers.

Who moves a customer has locked him before.
"""

from tiers.actions.changing import NotUndoable, change, draft, drop_draft, undo
from tiers.actions.history import settle_new
from tiers.actions.pinning import forget, pin, unpin
from tiers.actions.reviewing import Why, review_all, review_customer
from tiers.actions.settling import Settlement, settle
from tiers.actions.spending import follow
from tiers.actions.writing import write_down, write_notices

__all__ = [
    "NotUndoable",
    "Settlement",
    "Why",
    "change",
    "draft",
    "drop_draft",
    "follow",
    "forget",
    "pin",
    "review_all",
    "review_customer",
    "settle",
    "settle_new",
    "undo",
    "unpin",
    "write_down",
    "write_notices",
]
