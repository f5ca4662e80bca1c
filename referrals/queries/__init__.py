"""Answers about parrainage, with known query counts."""

from referrals.queries.assessments import assessments, out_of_step
from referrals.queries.channels import ChannelFigures, channel_figures
from referrals.queries.friends import ReferralTotals, ReferredFriend, friends_of
from referrals.queries.invitations import Invitation
from referrals.queries.persons import address_digest, connection_digest, is_known_person
from referrals.queries.referral_checks import inconsistencies
from referrals.queries.sentences import inside, offered, sentences
from referrals.queries.sponsors import (
    first_name_of,
    orders_missing,
    referrals_by,
    referrals_with,
    rewards_of,
    sponsor_by_code,
    sponsor_of,
)
from referrals.queries.terms import (
    ReferralOffer,
    open_terms,
    referral_offer_of,
    terms_at,
    terms_version,
    with_referral_offer,
    with_referrals_open,
)
from referrals.queries.tree import TREE_ROOTS, ReferralBranch, referral_tree

__all__ = [
    "TREE_ROOTS",
    "ChannelFigures",
    "Invitation",
    "ReferralBranch",
    "ReferralOffer",
    "ReferralTotals",
    "ReferredFriend",
    "address_digest",
    "assessments",
    "channel_figures",
    "connection_digest",
    "first_name_of",
    "friends_of",
    "inconsistencies",
    "inside",
    "is_known_person",
    "offered",
    "open_terms",
    "orders_missing",
    "out_of_step",
    "referral_offer_of",
    "referral_tree",
    "referrals_by",
    "referrals_with",
    "rewards_of",
    "sentences",
    "sponsor_by_code",
    "sponsor_of",
    "terms_at",
    "terms_version",
    "with_referral_offer",
    "with_referrals_open",
]
