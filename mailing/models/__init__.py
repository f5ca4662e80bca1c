from mailing.models.consents import Consent
from mailing.models.mails import Mail, Reason
from mailing.models.pace import Pace
from mailing.models.suppressions import Suppression

__all__ = ["Consent", "Mail", "Pace", "Reason", "Suppression"]
