"""Answers about parrainage, with known query counts."""

from referrals.queries.persons import address_of, is_known, place_of
from referrals.queries.proof import faults
from referrals.queries.recommending import (
    Sharing,
    label,
    most_sent,
    offers,
    recommending_of,
)
from referrals.queries.sponsors import (
    brought,
    earned,
    orders_missing,
    sponsor_called,
    sponsor_of,
)
from referrals.queries.standing import out_of_step, standings
from referrals.queries.terms import open_terms, terms_at

__all__ = [
    "Sharing",
    "address_of",
    "brought",
    "earned",
    "faults",
    "is_known",
    "label",
    "most_sent",
    "offers",
    "open_terms",
    "orders_missing",
    "out_of_step",
    "place_of",
    "recommending_of",
    "sponsor_called",
    "sponsor_of",
    "standings",
    "terms_at",
]
