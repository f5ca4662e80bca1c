"""The books. Only this app touches them; movements and entries never change."""

from points.models.limits import AdjustLimit
from points.models.lots import Account, Lot
from points.models.movements import AdjustmentReason, LedgerEntry, Movement
from points.models.redatings import LotRedating

__all__ = [
    "Account",
    "AdjustLimit",
    "AdjustmentReason",
    "LedgerEntry",
    "Lot",
    "LotRedating",
    "Movement",
]
