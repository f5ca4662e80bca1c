"""A mail before it is sent: to a customer of the shop, or to nobody in particular."""

from django.db.models import Q
from django.db.models.functions import Lower

from mailing.kinds import Block, Kind, Placeholder, placeholders_of
from mailing.models import Letterhead, Mail
from mailing.queries.rendering import Writing
from mailing.rules.texts import Source
from shop.models import Customer, Shop
from shop.queries import canonical


def customer_called(shop: Shop, said: str) -> Customer | None:
    """By his id in the shop or his address; one who can be written to. Two queries."""
    rows = Customer.objects.alias(address=Lower("email")).select_related("shop")
    named = Q(external_id=said) | Q(address=said.lower())
    found = (
        rows.filter(named, shop=shop, erased_at=None).order_by("merged_at", "pk").first()
    )
    return canonical(found) if found else None


def sample(
    *,
    kind: Kind,
    shop: Shop,
    language: str,
    source: Source | None,
    customer: Customer | None,
    head: Letterhead | None = None,
) -> Writing:
    """With what the customer's last mail of the kind said, else with our examples.

    Its way out leads to the preferences: looking at a mail unsubscribes nobody.
    """
    said: dict[str, Placeholder | Block] = {**placeholders_of(kind), **kind.blocks}
    values = {name: each.sample for name, each in said.items()}
    if customer:
        his = Mail.objects.filter(customer=customer, kind=kind.code)
        last = his.order_by("-queued_at", "-pk").first()
        values |= last.values if last else {}
    return Writing(
        kind=kind,
        shop=shop,
        language=language,
        values=values,
        customer=customer,
        name=str(values["first_name"]),
        source=source,
        head=head,
        sample=True,
    )
