"""Who is to be a contact, and with which figures."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from connectors.contacts import Contact
from connectors.models import ContactAccount
from core.sql import Fragment, fetch
from mailing.models import MailCategory, Suppression
from mailing.queries.addresses import address_hash
from mailing.queries.consents import with_latest_consent
from segments.queries.members import members
from shop.models import Customer

# Who has bought twice has a usual gap, after which the next order may be expected.
_FIGURES = Fragment("""
    SELECT customer.id, coalesce(account.points, 0), max(placed.placed_at),
           CASE WHEN count(placed.id) > 1 THEN
               (max(placed.placed_at) - min(placed.placed_at)) / (count(placed.id) - 1)
           END
    FROM unnest(%(customers)s::bigint[]) AS customer (id)
    LEFT JOIN points_account account ON account.customer_id = customer.id
    LEFT JOIN shop_order placed ON placed.customer_id = customer.id AND placed.counts
    GROUP BY customer.id, account.points
""")


def wanted(account: ContactAccount) -> QuerySet[Customer]:
    """Customers who have agreed to offers: nobody else is told to the service."""
    rows = Customer.objects.filter(
        shop=account.shop, erased_at=None, merged_into=None
    ).exclude(email="")
    agreed = with_latest_consent(rows, MailCategory.OFFERS).filter(Q(word=True))
    return agreed.select_related("tier_group").order_by("pk")


def suppressed(account: ContactAccount) -> set[bytes]:
    """Hashes of addresses that came back or complained. Queries: 1."""
    rows = Suppression.objects.filter(shop=account.shop)
    return {bytes(each) for each in rows.values_list("address_hash", flat=True)}


def lists_of(account: ContactAccount, now: datetime) -> dict[str, set[int]]:
    """Keys of customers by the name of the list they are on. A query for each segment."""
    return {
        segment.name: set(members(segment.criteria, now).values_list("pk", flat=True))
        for segment in account.segments.order_by("pk")
    }


def contacts_of(
    customers: Sequence[Customer], lists: dict[str, set[int]], closed: set[bytes]
) -> dict[int, Contact]:
    """By the customer's key; those whose address is ``closed`` are left out. Queries: 1."""
    keys = [customer.pk for customer in customers]
    figures = {row[0]: row[1:] for row in fetch(_FIGURES.given(customers=keys))}
    return {
        customer.pk: Contact(
            email=customer.email,
            attributes=_attributes(customer, *figures[customer.pk]),
            lists=tuple(name for name, inside in lists.items() if customer.pk in inside),
        )
        for customer in customers
        if address_hash(customer.email) not in closed
    }


def _attributes(
    customer: Customer, points: int, last: datetime | None, gap: timedelta | None
) -> dict[str, str | int]:
    expected = last + gap if last and gap else None
    return {
        "FIRSTNAME": customer.first_name,
        "LASTNAME": customer.last_name,
        "LANGUAGE": customer.language,
        "POINTS": points,
        "TIER": customer.tier_group.name if customer.tier_group else "",
        "LAST_ORDER": f"{last:%Y-%m-%d}" if last else "",
        "NEXT_ORDER": f"{expected:%Y-%m-%d}" if expected else "",
    }
