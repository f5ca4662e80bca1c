from mailing.forms.letters import BrandingForm, MailTextForm
from mailing.forms.sending_limits import SendingLimitsForm

__all__ = ["BrandingForm", "MailTextForm", "SendingLimitsForm"]
