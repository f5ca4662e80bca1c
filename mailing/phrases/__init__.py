"""Sentences for people about mails."""

from mailing.phrases.consents import CONSENT_WORDINGS
from mailing.phrases.mails import mail_type_label, refusal_label

__all__ = ["CONSENT_WORDINGS", "mail_type_label", "refusal_label"]
