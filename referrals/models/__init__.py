from referrals.models.recommendations import Recommendation, Recommending
from referrals.models.referrals import Referral
from referrals.models.rewards import Reward
from referrals.models.sponsors import Sponsor
from referrals.models.terms import Gift, Terms

__all__ = [
    "Gift",
    "Recommendation",
    "Recommending",
    "Referral",
    "Reward",
    "Sponsor",
    "Terms",
]
