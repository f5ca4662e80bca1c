"""Parrainage and « Envoyer à un ami » for staff."""

from referrals.admin.recommending import RecommendingAdmin

__all__ = ["RecommendingAdmin"]
