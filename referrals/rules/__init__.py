"""Parrainage as arithmetic: what speaks against a referral, and where it stands."""

from referrals.rules.codes import new_code
from referrals.rules.scoring import WEIGHTS, Reason, score_of
from referrals.rules.standing import (
    Promise,
    Purchase,
    Ruling,
    Standing,
    Status,
    Story,
    stand,
)

__all__ = [
    "WEIGHTS",
    "Promise",
    "Purchase",
    "Reason",
    "Ruling",
    "Standing",
    "Status",
    "Story",
    "new_code",
    "score_of",
    "stand",
]
