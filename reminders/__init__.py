"""Campaigns: who is written to, for what, when, and once; and what came of it.

Who is due is asked of the facts in one statement, which is the announcement, the run and,
for those it is about to write to, the last question before a mail goes.
"""
