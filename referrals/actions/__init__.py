"""Bring friends, and be thanked for it once.

Whatever settles a referral has locked the sponsor and the friend before, by primary key;
see ``lock_parties``.
"""

from referrals.actions.claiming import claim
from referrals.actions.erasing import forget, forget_places, lapse
from referrals.actions.inviting import invite
from referrals.actions.joining import join
from referrals.actions.parties import lock_both, lock_parties
from referrals.actions.recommending import (
    Message,
    NotOffered,
    SentEnough,
    check_message,
    forget_senders,
    open_recommending,
    recommend,
)
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
    "Message",
    "NotAccepted",
    "NotOffered",
    "NotOpen",
    "SentEnough",
    "StaleTerms",
    "TooManyInvitations",
    "UnknownSponsor",
    "become_sponsor",
    "check_message",
    "claim",
    "forget",
    "forget_places",
    "forget_senders",
    "invite",
    "join",
    "lapse",
    "lock_both",
    "lock_parties",
    "note_place",
    "open_recommending",
    "recommend",
    "rule",
    "save_terms",
    "settle",
    "settle_friend",
]
