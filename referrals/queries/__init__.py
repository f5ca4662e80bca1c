"""Answers about parrainage, with known query counts."""

from referrals.queries.channels import Figures, channels
from referrals.queries.friends import Friend, Totals, friends_of
from referrals.queries.invitations import Invitation
from referrals.queries.persons import address_of, is_known, place_of
from referrals.queries.referral_checks import inconsistencies
from referrals.queries.sentences import inside, offered, sentences
from referrals.queries.sponsors import (
    brought,
    concerning,
    earned,
    first_name_of,
    orders_missing,
    sponsor_called,
    sponsor_of,
)
from referrals.queries.standing import out_of_step, standings
from referrals.queries.terms import (
    Deal,
    deal_of,
    open_terms,
    terms_at,
    version,
    with_deal,
    with_parrainage,
)
from referrals.queries.tree import ROOTS, Branch, tree

__all__ = [
    "ROOTS",
    "Branch",
    "Deal",
    "Figures",
    "Friend",
    "Invitation",
    "Totals",
    "address_of",
    "brought",
    "channels",
    "concerning",
    "deal_of",
    "earned",
    "first_name_of",
    "friends_of",
    "inconsistencies",
    "inside",
    "is_known",
    "offered",
    "open_terms",
    "orders_missing",
    "out_of_step",
    "place_of",
    "sentences",
    "sponsor_called",
    "sponsor_of",
    "standings",
    "terms_at",
    "tree",
    "version",
    "with_deal",
    "with_parrainage",
]
