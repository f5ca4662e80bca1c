"""Count an order, review its customer, reward him; pin a tier, change the tiers.

Who moves a customer has locked him before.
"""

from tiers.actions.changing import NotUndoable, change, draft, drop_draft, undo
from tiers.actions.history import settle_new
from tiers.actions.notifying import queue_demotion_mails, queue_notices
from tiers.actions.pinning import on_erase, pin, unpin
from tiers.actions.reviewing import MoveCause, review_all, review_customer
from tiers.actions.settling import TierSettlement, settle
from tiers.actions.spending import on_merge

__all__ = [
    "MoveCause",
    "NotUndoable",
    "TierSettlement",
    "change",
    "draft",
    "drop_draft",
    "on_erase",
    "on_merge",
    "pin",
    "queue_demotion_mails",
    "queue_notices",
    "review_all",
    "review_customer",
    "settle",
    "settle_new",
    "undo",
    "unpin",
]
