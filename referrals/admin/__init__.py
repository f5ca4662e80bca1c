"""The referral programme for staff."""

from referrals.admin.referrals import ReferralAdmin
from referrals.admin.terms import ReferralTermsAdmin

__all__ = ["ReferralAdmin", "ReferralTermsAdmin"]
