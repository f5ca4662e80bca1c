"""Sentences for people about mails and about when they are sent."""

from mailing.phrases.sending_limits import sending_limits_in_words

__all__ = ["sending_limits_in_words"]
