"""What was sent to whom, what was not and why; addresses left alone; the pace; what shops
write in their mails, and how these look.
"""

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
