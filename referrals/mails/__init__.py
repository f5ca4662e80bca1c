"""The mails of the parrainage, and the one that sends an article to a friend."""

from referrals.mails.recommendation import RECOMMENDATION

KINDS = [RECOMMENDATION]
