"""The mails of the referral programme."""

from referrals.mails.referral import INVITATION, REWARD, WELCOME

__all__ = ["INVITATION", "MAIL_TYPES", "REWARD", "WELCOME"]

MAIL_TYPES = [INVITATION, REWARD, WELCOME]
