from mailing.models.branding import Branding
from mailing.models.categories import MailCategory
from mailing.models.consents import Consent
from mailing.models.mail_texts import MailText
from mailing.models.mails import Mail, MailRefusal
from mailing.models.preferences import Preference
from mailing.models.sending_limits import SendingLimits
from mailing.models.suppressions import Suppression

__all__ = [
    "Branding",
    "Consent",
    "Mail",
    "MailCategory",
    "MailRefusal",
    "MailText",
    "Preference",
    "SendingLimits",
    "Suppression",
]
