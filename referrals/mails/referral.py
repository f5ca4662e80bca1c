"""One mail to somebody who is no customer yet, two of thanks."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import MailType, Placeholder
from mailing.models import MailCategory

TEXTS = Path(__file__).parent
_OFFER = Placeholder(_("what is given, in words"), "text", "10,00 €")

INVITATION = MailType(
    code="referral_invitation",
    label=_("Referral: invitation sent for a customer"),
    category=MailCategory.REFERRALS,
    advertising=True,
    texts=TEXTS,
    placeholders={
        "sponsor": Placeholder(_("first name of the sponsor"), "text", "Julie"),
        "friend": Placeholder(_("first name of the friend"), "text", "Thomas"),
        "offer": _OFFER,
        "landing_url": Placeholder(
            _("page of the offer"), "url", "https://example.com/parrainage/7KQ4M2XD/"
        ),
    },
)
REWARD = MailType(
    code="referral_reward",
    label=_("Referral: the sponsor’s reward"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=TEXTS,
    placeholders={
        "offer": _OFFER,
        "friend": Placeholder(_("initials of the friend"), "text", "T. D."),
    },
)
WELCOME = MailType(
    code="referral_welcome",
    label=_("Referral: the friend’s reward"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=TEXTS,
    placeholders={
        "offer": _OFFER,
        "sponsor": Placeholder(_("first name of the sponsor"), "text", "Julie"),
    },
)
