"""The ledger, to look at; and the programme's settings, saved as a new version."""

from points.admin.ledger import AccountAdmin, LotAdmin, MovementAdmin
from points.admin.limits import AdjustLimitAdmin
from points.admin.programme import RuleVersionAdmin

__all__ = [
    "AccountAdmin",
    "AdjustLimitAdmin",
    "LotAdmin",
    "MovementAdmin",
    "RuleVersionAdmin",
]
