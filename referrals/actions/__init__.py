"""Bring friends, and be thanked for it once.

Whatever settles a referral has locked the sponsor and the friend before, by primary key;
see ``lock_parties``.
"""

from referrals.actions.claiming import claim
from referrals.actions.erasing import forget, forget_places, lapse
from referrals.actions.inviting import invite
from referrals.actions.joining import join
from referrals.actions.parties import lock_both, lock_parties
from referrals.actions.refusals import (
    MayNotSponsor,
    NotAccepted,
    NotOpen,
    TooManyInvitations,
    UnknownSponsor,
)
from referrals.actions.ruling import rule
from referrals.actions.settling import settle, settle_friend
from referrals.actions.sponsoring import become_sponsor, note_place
from referrals.actions.terms import SETTINGS, StaleTerms, save_terms

__all__ = [
    "SETTINGS",
    "MayNotSponsor",
    "NotAccepted",
    "NotOpen",
    "StaleTerms",
    "TooManyInvitations",
    "UnknownSponsor",
    "become_sponsor",
    "claim",
    "forget",
    "forget_places",
    "invite",
    "join",
    "lapse",
    "lock_both",
    "lock_parties",
    "note_place",
    "rule",
    "save_terms",
    "settle",
    "settle_friend",
]
