"""The books. Only this app touches them; movements and entries never change."""

from points.models.limits import AdjustLimit
from points.models.lots import Account, Lot
from points.models.movements import Adjustment, Entry, Movement
from points.models.terms import ActionTerms, BonusTerms
from points.models.versions import MOST_DAYS, RuleVersion

__all__ = [
    "MOST_DAYS",
    "Account",
    "ActionTerms",
    "AdjustLimit",
    "Adjustment",
    "BonusTerms",
    "Entry",
    "Lot",
    "Movement",
    "RuleVersion",
]
