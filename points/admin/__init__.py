"""The ledger, read-only, and the limits of adjustments by hand."""

from points.admin.ledger import AccountAdmin, LotAdmin, MovementAdmin
from points.admin.limits import AdjustLimitAdmin

__all__ = [
    "AccountAdmin",
    "AdjustLimitAdmin",
    "LotAdmin",
    "MovementAdmin",
]
