"""Answers about referrals, with known query counts."""
