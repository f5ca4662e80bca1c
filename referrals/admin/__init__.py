"""Parrainage and « Envoyer à un ami » for staff."""

from referrals.admin.recommending import RecommendingAdmin
from referrals.admin.referrals import ReferralAdmin
from referrals.admin.terms import TermsAdmin

__all__ = ["RecommendingAdmin", "ReferralAdmin", "TermsAdmin"]
