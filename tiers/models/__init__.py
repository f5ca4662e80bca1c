from tiers.models.changes import Change, Draft
from tiers.models.moves import Move, Reward
from tiers.models.spends import Spend
from tiers.models.standings import Pin, Standing
from tiers.models.tiers import Scheme, Tier

__all__ = [
    "Change",
    "Draft",
    "Move",
    "Pin",
    "Reward",
    "Scheme",
    "Spend",
    "Standing",
    "Tier",
]
