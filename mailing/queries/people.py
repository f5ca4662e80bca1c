"""Mails and consents of one person, and finding customers by what staff type."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from mailing.models import Consent, Mail
from shop.models import Customer, Shop
from shop.queries import canonical


def mails_to(ids: Collection[int]) -> QuerySet[Mail]:
    """To a person under all their ids (primary keys), the latest first."""
    rows = Mail.objects.filter(customer__in=ids)
    return rows.order_by("-queued_at", "-pk")


def consents_of(ids: Collection[int]) -> QuerySet[Consent]:
    """Consents and withdrawals of a person under all their ids, the latest first."""
    rows = Consent.objects.filter(customer__in=ids)
    return rows.order_by("-recorded_at", "-pk")


def find_customer(shop: Shop, query: str) -> Customer | None:
    """By their id in the shop or their address, unless erased. Queries: 2."""
    rows = Customer.objects.alias(address=Lower("email")).select_related("shop")
    named = Q(external_id=query) | Q(address=query.lower())
    # Rows that were merged come last: an address belongs to whoever still stands alone.
    found = (
        rows.filter(named, shop=shop, erased_at=None).order_by("merged_at", "pk").first()
    )
    return canonical(found) if found else None
