"""One mail to somebody who is no customer yet, two of thanks."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.kinds import Category, Kind, Placeholder

TEXTS = Path(__file__).parent
_OFFER = Placeholder(_("what is given, in words"), "text", "10,00 €")

INVITATION = Kind(
    code="referral_invitation",
    label=_("Parrainage: invitation sent for a customer"),
    category=Category.REFERRALS,
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
REWARD = Kind(
    code="referral_reward",
    label=_("Parrainage: the sponsor’s reward"),
    category=Category.SERVICE,
    advertising=False,
    texts=TEXTS,
    placeholders={
        "offer": _OFFER,
        "friend": Placeholder(_("initials of the friend"), "text", "T. D."),
    },
)
WELCOME = Kind(
    code="referral_welcome",
    label=_("Parrainage: the friend’s reward"),
    category=Category.SERVICE,
    advertising=False,
    texts=TEXTS,
    placeholders={
        "offer": _OFFER,
        "sponsor": Placeholder(_("first name of the sponsor"), "text", "Julie"),
    },
)
