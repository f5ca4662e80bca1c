from tiers.models.changes import Change, Draft
from tiers.models.levels import Level, Scheme
from tiers.models.moves import Move, Reward
from tiers.models.spends import Spend
from tiers.models.standings import Pin, Standing

__all__ = [
    "Change",
    "Draft",
    "Level",
    "Move",
    "Pin",
    "Reward",
    "Scheme",
    "Spend",
    "Standing",
]
