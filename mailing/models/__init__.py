from mailing.models.consents import Consent
from mailing.models.letterheads import Letterhead
from mailing.models.mails import Mail, Reason
from mailing.models.pace import Pace
from mailing.models.preferences import Preference
from mailing.models.suppressions import Suppression
from mailing.models.texts import MailText

__all__ = [
    "Consent",
    "Letterhead",
    "Mail",
    "MailText",
    "Pace",
    "Preference",
    "Reason",
    "Suppression",
]
