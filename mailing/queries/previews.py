"""A mail before it is sent: to a customer of the shop, or to nobody in particular."""

from django.db.models import Q
from django.db.models.functions import Lower

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder, placeholders_of
from mailing.models import Branding, Mail
from mailing.queries.rendering import MailContent
from mailing.rules.markup import MailSource
from shop.models import Customer, Shop
from shop.queries import canonical


def find_customer(shop: Shop, query: str) -> Customer | None:
    """By his id in the shop or his address; one who can be written to. Two queries."""
    rows = Customer.objects.alias(address=Lower("email")).select_related("shop")
    named = Q(external_id=query) | Q(address=query.lower())
    found = (
        rows.filter(named, shop=shop, erased_at=None).order_by("merged_at", "pk").first()
    )
    return canonical(found) if found else None


def sample_mail(
    *,
    mail_type: MailType,
    shop: Shop,
    language: str,
    source: MailSource | None,
    customer: Customer | None,
    branding: Branding | None = None,
) -> MailContent:
    """With what the customer's last mail of the mail type said, else with our examples.

    Its way out leads to the preferences: looking at a mail unsubscribes nobody.
    """
    said: dict[str, Placeholder | BlockPlaceholder] = {
        **placeholders_of(mail_type),
        **mail_type.blocks,
    }
    values = {name: each.sample for name, each in said.items()}
    if customer:
        his = Mail.objects.filter(customer=customer, mail_type=mail_type.code)
        last = his.order_by("-queued_at", "-pk").first()
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
