"""Count an order, review its customer, reward them; pin a tier, change the tiers.

Whoever moves a customer has locked them before.
"""

from tiers.actions.changing import change, draft
from tiers.actions.pinning import pin
from tiers.actions.reviewing import review_all

__all__ = [
    "change",
    "draft",
    "pin",
    "review_all",
]
