"""Who may be written to, and why not; what mails say and how they look."""

from mailing.queries.addresses import address_hash, suppressed
from mailing.queries.consents import (
    WORDINGS,
    Choice,
    choices,
    languages,
    languages_wished,
    with_word,
)
from mailing.queries.links import Leaving, customer_leaving, leaving_of, page, token_of
from mailing.queries.pace import pace_in_words
from mailing.queries.previewing import customer_called, sample
from mailing.queries.receiving import may_receive, paces
from mailing.queries.rendering import Rendered, Writing, put_in_words, render, vocabulary
from mailing.queries.telling import mails_to, what, why, words_of
from mailing.queries.texts import default_source, letterheads, names_of, sources

__all__ = [
    "WORDINGS",
    "Choice",
    "Leaving",
    "Rendered",
    "Writing",
    "address_hash",
    "choices",
    "customer_called",
    "customer_leaving",
    "default_source",
    "languages",
    "languages_wished",
    "leaving_of",
    "letterheads",
    "mails_to",
    "may_receive",
    "names_of",
    "pace_in_words",
    "paces",
    "page",
    "put_in_words",
    "render",
    "sample",
    "sources",
    "suppressed",
    "token_of",
    "vocabulary",
    "what",
    "why",
    "with_word",
    "words_of",
]
