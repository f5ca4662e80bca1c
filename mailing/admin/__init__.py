"""What was sent to whom, what was not and why; addresses left alone; the pace."""

from mailing.admin.mails import MailAdmin
from mailing.admin.pace import PaceAdmin
from mailing.admin.suppressions import SuppressionAdmin

__all__ = ["MailAdmin", "PaceAdmin", "SuppressionAdmin"]
