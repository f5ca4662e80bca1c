"""The words in which consent to mails is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mailing.models import MailCategory


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """What a category contains, and the sentence that is agreed to.

    Whoever changes the sentence changes ``version``: both are kept with each consent, as
    proof of what was agreed to.
    """

    description: StrOrPromise
    sentence: StrOrPromise
    version: str


CONSENT_WORDINGS: Mapping[MailCategory, ConsentWording] = {
    MailCategory.OFFERS: ConsentWording(
        _("Vouchers, exclusive offers, reminders about a cart or about us."),
        _("I wish to receive offers and reminders from %(shop)s by e-mail."),
        "offers-1",
    ),
    MailCategory.PROGRAMME: ConsentWording(
        _("Points that are about to expire, a tier reached or lost."),
        _("I wish to receive news of my points and my tier at %(shop)s by e-mail."),
        "programme-1",
    ),
    MailCategory.WISHLIST: ConsentWording(
        _("An article of your wishlist that is cheaper, or in stock again."),
        _("I wish to receive alerts about my wishlist at %(shop)s by e-mail."),
        "wishlist-1",
    ),
    MailCategory.REFERRALS: ConsentWording(
        _("What becomes of the people to whom you have recommended us."),
        _("I wish to receive news of my recommendations of %(shop)s by e-mail."),
        "referrals-1",
    ),
}
