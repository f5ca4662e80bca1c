from mailing.models.branding import Branding
from mailing.models.categories import MailCategory
from mailing.models.consents import Consent
from mailing.models.mail_texts import MailText
from mailing.models.mails import Mail, RefusalReason
from mailing.models.preferences import Preference
from mailing.models.sending_limits import SendingLimits
from mailing.models.suppressions import Suppression

__all__ = [
    "Branding",
    "Consent",
    "Mail",
    "MailCategory",
    "MailText",
    "Preference",
    "RefusalReason",
    "SendingLimits",
    "Suppression",
]
