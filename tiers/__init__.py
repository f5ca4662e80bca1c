"""Tiers: what customers have spent, where that puts them, and what it gives them.

``Spend`` is what each order counts for; everything else is measured from it. One
statement says which tier a customer holds, for one customer or for a million.
"""
