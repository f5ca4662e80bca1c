"""The one mail of the log-in: it carries the code."""

from email.utils import formataddr, parseaddr

from allauth.account import app_settings
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from mailing.queries import mail_texts as mailing_queries
from portal.queries.signed_in import customer_of
from shop.models import Shop


def send_code(*, shop: Shop, user: User, code: str) -> None:
    """Send the code in the customer's language; nothing to whoever is no customer."""
    customer = customer_of(shop.code, user)
    if customer is None:
        return
    context = {
        "shop": shop,
        "customer": customer,
        "code": code,
        "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60,
        "look": mailing_queries.brandings([shop])[shop.pk].theme,
    }
    # On one line: a mail header must not contain a line break.
    name = " ".join(shop.name.split())
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    with override(customer.language or shop.language):
        mail = EmailMultiAlternatives(
            subject=_("Your log-in code: %(code)s") % {"code": code},
            body=render_to_string("portal/mail/code.txt", context),
            from_email=formataddr((name, address)),
            to=[user.email],
        )
        page = render_to_string("portal/mail/code.html", context)
        mail.attach_alternative(page, "text/html")
    mail.send()
