"""Campaigns: who is written to, for what, when, and once; and what came of it.

One statement says who is due. It serves the announcement, the run and, for the customers
concerned, the check before a mail goes.
"""
