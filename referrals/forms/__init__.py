"""What staff fill in."""

from referrals.forms.deciding import StaffDecisionForm
from referrals.forms.terms import ReferralTermsForm

__all__ = ["ReferralTermsForm", "StaffDecisionForm"]
