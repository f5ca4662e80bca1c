"""Pure arithmetic of mails: no Django, no clock, no rows."""

from mailing.rules.smtp_answers import is_unknown_recipient

__all__ = ["is_unknown_recipient"]
