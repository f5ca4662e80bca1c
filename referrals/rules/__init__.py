"""Referrals as arithmetic: what speaks against one, and what it has earned."""
