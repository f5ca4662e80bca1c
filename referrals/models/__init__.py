from referrals.models.referrals import Referral
from referrals.models.rewards import Reward
from referrals.models.sponsors import Sponsor
from referrals.models.terms import Gift, Terms

__all__ = [
    "Gift",
    "Referral",
    "Reward",
    "Sponsor",
    "Terms",
]
