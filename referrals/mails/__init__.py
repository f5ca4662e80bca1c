"""The mails of the referral programme."""

from referrals.mails.referral import INVITATION, REWARD, WELCOME

__all__ = ["INVITATION", "KINDS", "REWARD", "WELCOME"]

KINDS = [INVITATION, REWARD, WELCOME]
