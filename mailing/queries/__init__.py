"""Who may be written to, in which language, and what shops have set for their mails."""

from mailing.queries.addresses import address_hash
from mailing.queries.consents import category_choices, languages, with_latest_consent
from mailing.queries.eligibility import may_receive
from mailing.queries.links import absolute_url
from mailing.queries.mail_texts import brandings
from mailing.queries.people import consents_of, mails_to

__all__ = [
    "absolute_url",
    "address_hash",
    "brandings",
    "category_choices",
    "consents_of",
    "languages",
    "mails_to",
    "may_receive",
    "with_latest_consent",
]
