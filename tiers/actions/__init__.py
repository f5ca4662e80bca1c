"""Count an order, review its customer, reward them; pin a tier, change the tiers.

Whoever moves a customer has locked them before.
"""

from tiers.actions.changing import change, draft, drop_draft, undo
from tiers.actions.history import settle_new
from tiers.actions.notifying import queue_demotion_mails, queue_notices
from tiers.actions.pinning import on_erase, pin, unpin
from tiers.actions.reviewing import MoveCause, ReviewRow, review_all, review_customer
from tiers.actions.settling import TierSettlement, settle
from tiers.actions.spending import on_merge

__all__ = [
    "MoveCause",
    "ReviewRow",
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
