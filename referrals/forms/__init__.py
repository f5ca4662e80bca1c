"""What staff fill in."""

from referrals.forms.ruling import RulingForm
from referrals.forms.terms import TermsForm

__all__ = ["RulingForm", "TermsForm"]
