"""Mails sent and not sent, suppressed addresses, sending limits, texts and branding."""

from mailing.admin.branding import BrandingAdmin
from mailing.admin.mail_texts import MailTextAdmin
from mailing.admin.mails import MailAdmin
from mailing.admin.sending_limits import SendingLimitsAdmin
from mailing.admin.suppressions import SuppressionAdmin

__all__ = [
    "BrandingAdmin",
    "MailAdmin",
    "MailTextAdmin",
    "SendingLimitsAdmin",
    "SuppressionAdmin",
]
