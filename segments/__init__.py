"""Named sets of customers, by conditions on facts: what they buy, how often, since when.

A segment keeps conditions, never members: who is in it is asked when it matters.
"""
