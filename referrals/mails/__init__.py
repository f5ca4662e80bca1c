"""The mails of the parrainage, and the one that sends an article to a friend."""

from referrals.mails.parrainage import INVITATION, REWARD, WELCOME
from referrals.mails.recommendation import RECOMMENDATION

__all__ = ["INVITATION", "KINDS", "RECOMMENDATION", "REWARD", "WELCOME"]

KINDS = [INVITATION, REWARD, WELCOME, RECOMMENDATION]
