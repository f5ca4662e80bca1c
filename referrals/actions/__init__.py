"""Bring friends, and reward both sides once.

Whatever settles a referral has locked the sponsor and the friend before, by primary key;
see ``lock_parties``.
"""

from referrals.actions.accepting import accept_invitation
from referrals.actions.deciding import decide
from referrals.actions.forgetting import forget_connections, lapse_invitations, on_erase
from referrals.actions.inviting import invite
from referrals.actions.linking import link_friend
from referrals.actions.parties import lock_both, lock_parties
from referrals.actions.settling import settle, settle_friend
from referrals.actions.sponsoring import become_sponsor, note_connection
from referrals.actions.terms import TERMS_FIELDS, save_terms

__all__ = [
    "TERMS_FIELDS",
    "accept_invitation",
    "become_sponsor",
    "decide",
    "forget_connections",
    "invite",
    "lapse_invitations",
    "link_friend",
    "lock_both",
    "lock_parties",
    "note_connection",
    "on_erase",
    "save_terms",
    "settle",
    "settle_friend",
]
