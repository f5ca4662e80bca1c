"""The one mail of the log-in: it carries the code."""

from allauth.account import app_settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.languages import spoken
from mailing.actions.messages import message_of
from mailing.queries import consents as mailing_consents
from mailing.queries.mail_texts import brandings
from portal.queries.signed_in import customer_of
from shop.models import Shop


def send_code(*, shop: Shop, user: User, code: str) -> None:
    """Send the code in the customer's language; nothing to whoever is no customer."""
    customer = customer_of(shop.code, user, mailing_consents.with_chosen_language)
    if customer is None:
        return
    branding = brandings([shop])[shop.pk]
    context = {
        "shop": shop,
        "customer": customer,
        "code": code,
        "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60,
        "look": branding.theme,
    }
    with override(
        spoken(getattr(customer, mailing_consents.CHOSEN), customer.language, shop.language)
    ):
        mail = message_of(
            branding=branding,
            to=[user.email],
            subject=_("Your log-in code: %(code)s") % {"code": code},
            text=render_to_string("portal/mail/code.txt", context),
        )
        page = render_to_string("portal/mail/code.html", context)
        mail.attach_alternative(page, "text/html")
    mail.send()


def tell_new_device(*, shop: Shop, user: User) -> None:
    """Say that a new browser may now spend what the account holds."""
    customer = customer_of(shop.code, user, mailing_consents.with_chosen_language)
    if customer is None:
        return
    with override(
        spoken(getattr(customer, mailing_consents.CHOSEN), customer.language, shop.language)
    ):
        body = _(
            "A new browser has answered a code from this mailbox. It can now use the points"
            " and gift cards of your account at %(shop)s.\n\n"
            "Was it not you? Open “My data” and log out everywhere."
        )
        message_of(
            branding=brandings([shop])[shop.pk],
            to=[user.email],
            subject=_("A new browser in your loyalty account"),
            text=body % {"shop": shop.name},
        ).send()
