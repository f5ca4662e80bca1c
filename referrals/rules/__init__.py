"""Parrainage as arithmetic: what speaks against a referral, and where it stands."""

from referrals.rules.assessing import (
    FriendOrder,
    ReferralAssessment,
    ReferralFacts,
    ReferralStatus,
    RewardConditions,
    StaffDecision,
    assess,
)
from referrals.rules.codes import new_code
from referrals.rules.scoring import WEIGHTS, FraudReason, fraud_score

__all__ = [
    "WEIGHTS",
    "FraudReason",
    "FriendOrder",
    "ReferralAssessment",
    "ReferralFacts",
    "ReferralStatus",
    "RewardConditions",
    "StaffDecision",
    "assess",
    "fraud_score",
    "new_code",
]
