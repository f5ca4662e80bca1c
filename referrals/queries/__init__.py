"""Answers about referrals, with known query counts."""

from referrals.queries.assessments import out_of_step
from referrals.queries.friends import friends_of
from referrals.queries.persons import connection_digest
from referrals.queries.referral_checks import inconsistencies
from referrals.queries.sponsors import (
    orders_missing,
    referrals_by,
    referrals_with,
    sponsor_by_code,
    sponsor_of,
    status_of,
)
from referrals.queries.terms import (
    open_terms,
    referral_offer_of,
    terms_at,
    terms_version,
    with_referral_offer,
    with_referrals_open,
)

__all__ = [
    "connection_digest",
    "friends_of",
    "inconsistencies",
    "open_terms",
    "orders_missing",
    "out_of_step",
    "referral_offer_of",
    "referrals_by",
    "referrals_with",
    "sponsor_by_code",
    "sponsor_of",
    "status_of",
    "terms_at",
    "terms_version",
    "with_referral_offer",
    "with_referrals_open",
]
