"""Names of mails and of the reasons why they were not sent, for staff."""

from mailing.mail_types import find_mail_type
from mailing.models import Mail, MailRefusal

_REASONS = {reason.value: reason.label for reason in MailRefusal}


def mail_type_label(mail: Mail) -> str:
    """Its code where this release no longer knows the type."""
    mail_type = find_mail_type(mail.mail_type)
    return str(mail_type.label) if mail_type else mail.mail_type


def refusal_label(mail: Mail) -> str:
    """Why it was not received; empty where it was."""
    mail_type = find_mail_type(mail.mail_type)
    own = mail_type.reasons.get(mail.reason) if mail_type else None
    return str(own or _REASONS.get(mail.reason, mail.reason))
