"""What was sent to whom, what was not and why; addresses left alone; the pace; what shops
write in their mails, and how these look.
"""

from mailing.admin.letterheads import LetterheadAdmin
from mailing.admin.mails import MailAdmin
from mailing.admin.pace import PaceAdmin
from mailing.admin.suppressions import SuppressionAdmin
from mailing.admin.texts import MailTextAdmin

__all__ = [
    "LetterheadAdmin",
    "MailAdmin",
    "MailTextAdmin",
    "PaceAdmin",
    "SuppressionAdmin",
]
