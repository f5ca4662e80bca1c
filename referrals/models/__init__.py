from referrals.models.referrals import Referral
from referrals.models.rewards import ReferralReward
from referrals.models.sponsors import Sponsor
from referrals.models.terms import ReferralTerms, RewardTerms

__all__ = [
    "Referral",
    "ReferralReward",
    "ReferralTerms",
    "RewardTerms",
    "Sponsor",
]
