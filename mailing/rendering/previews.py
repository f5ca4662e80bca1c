"""Mails before they are sent: contents with example values."""

from django.utils import timezone
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder, placeholders_of
from mailing.models import Branding, Mail
from mailing.phrases.values import format_value
from mailing.rendering import MailContent
from mailing.rules.markup import MailSource
from shop.models import Customer, Shop


def sample_mail(
    *,
    mail_type: MailType,
    shop: Shop,
    language: str,
    source: MailSource | None,
    customer: Customer | None,
    branding: Branding | None = None,
) -> MailContent:
    """With the values of the customer's latest mail of the type, else with examples.

    Its unsubscribe link leads to the preferences: looking at a mail unsubscribes nobody.
    """
    names: dict[str, Placeholder | BlockPlaceholder] = {
        **placeholders_of(mail_type),
        **mail_type.blocks,
    }
    values = {name: each.sample for name, each in names.items()}
    if customer:
        mails = Mail.objects.filter(customer=customer, mail_type=mail_type.code)
        last = mails.order_by("-queued_at", "-pk").first()
        values |= last.values if last else {}
    return MailContent(
        mail_type=mail_type,
        shop=shop,
        language=language,
        values=values,
        customer=customer,
        name=str(values["first_name"]),
        source=source,
        branding=branding,
        sample=True,
    )


def placeholder_examples(
    mail_type: MailType, shop: Shop, language: str
) -> list[tuple[str, StrOrPromise, str]]:
    """Return what a type's text may say: how it is written, what it means, an example of
    it.
    """
    with override(language), timezone.override(shop.zone):
        values = [
            (f"{{{name}}}", each.label, format_value(each.sample, each, shop))
            for name, each in placeholders_of(mail_type).items()
        ]
        return values + [
            (f"{{{name}}}", each.label, "") for name, each in mail_type.blocks.items()
        ]
