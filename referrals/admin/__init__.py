"""The referral programme for staff."""

from referrals.admin.referrals import ReferralAdmin
from referrals.admin.terms import TermsAdmin

__all__ = ["ReferralAdmin", "TermsAdmin"]
