"""Bring friends, and reward both sides once.

Whatever settles a referral has locked the sponsor and the friend before, by primary key;
see ``lock_parties``.
"""

from referrals.actions.accepting import accept_invitation
from referrals.actions.deciding import decide
from referrals.actions.inviting import invite
from referrals.actions.sponsoring import become_sponsor, note_connection
from referrals.actions.terms import save_terms

__all__ = [
    "accept_invitation",
    "become_sponsor",
    "decide",
    "invite",
    "note_connection",
    "save_terms",
]
