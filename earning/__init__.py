"""How points are earned and what they are worth: the programme's rules by version, the
arithmetic of what an order earns, and the pages on which a merchant changes both.

The ledger in ``points`` asks here; nothing here knows of the ledger.
"""
