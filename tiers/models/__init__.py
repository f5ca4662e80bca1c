from tiers.models.changes import TierChange, TierDraft
from tiers.models.moves import Move, TierReward
from tiers.models.spends import Spend
from tiers.models.standings import Pin, TierStanding
from tiers.models.tiers import Scheme, Tier

__all__ = [
    "Move",
    "Pin",
    "Scheme",
    "Spend",
    "Tier",
    "TierChange",
    "TierDraft",
    "TierReward",
    "TierStanding",
]
