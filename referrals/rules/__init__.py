"""Parrainage as arithmetic: what speaks against a referral, and where it stands."""

from referrals.rules.messages import LONGEST, Limits, has_link, has_markup
from referrals.rules.names import initials, is_name, new_code
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
    "LONGEST",
    "WEIGHTS",
    "Limits",
    "Promise",
    "Purchase",
    "Reason",
    "Ruling",
    "Standing",
    "Status",
    "Story",
    "has_link",
    "has_markup",
    "initials",
    "is_name",
    "new_code",
    "score_of",
    "stand",
]
