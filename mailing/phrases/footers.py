"""The sentence at the end of each mail that says why the reader receives it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from mailing.mail_types import MailType
from mailing.models import MailCategory
from shop.models import Shop

_REASONS_FOR_MAIL: Mapping[str, StrOrPromise] = {
    MailCategory.SERVICE: gettext_lazy(
        "You receive this e-mail because it is about your account at %(shop)s."
    ),
    MailCategory.PROGRAMME: gettext_lazy(
        "You receive this e-mail because you take part in the loyalty programme of"
        " %(shop)s."
    ),
    MailCategory.OFFERS: gettext_lazy(
        "You receive this e-mail because you are a customer of %(shop)s or have agreed to"
        " receive its offers."
    ),
    MailCategory.WISHLIST: gettext_lazy(
        "You receive this e-mail because of the articles you have put on your wishlist at"
        " %(shop)s."
    ),
    MailCategory.REFERRALS: gettext_lazy(
        "You receive this e-mail because you recommend %(shop)s to people you know."
    ),
}
_SENT_BY_CUSTOMER = gettext_lazy(
    "You receive this e-mail because a customer of %(shop)s has asked us to send it to you."
)


def reason_for_mail(mail_type: MailType, shop: Shop, *, to_customer: bool) -> str:
    """Advertising is named as such first. Without ``to_customer`` a customer sent it."""
    reason = _REASONS_FOR_MAIL[mail_type.category] if to_customer else _SENT_BY_CUSTOMER
    sentence = str(reason) % {"shop": shop.name}
    return " ".join([_("Advertising."), sentence]) if mail_type.advertising else sentence
