"""Referrals: customers bring friends, and both are thanked for it.

``rules`` say from the facts whether a referral counts, for whom and when; ``settle`` gives
and takes back the difference, so that there is exactly one reward each, or none.
"""
