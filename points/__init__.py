"""The ledger of points:
rules by version, lots that live and die, movements that never change.
"""
