"""Named sets of customers, told from the facts: what they buy, how often, since when.

A segment keeps conditions, never members: who is in it is asked when it matters.
"""
