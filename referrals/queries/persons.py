"""Recognise people and connections without keeping their addresses.

Here alone, dots make no difference at any provider: what is at stake is a reward for
bringing oneself, and staff can still pay where two people differ in a dot.
"""

from django.db.models import Q

from core.address_fields import Undotted
from core.addresses import digest, undotted
from shop.models import Customer, Order, Shop


def address_digest(email: str) -> bytes:
    """Return the keyed digest by which a friend is recognised, under any alias of the
    address.
    """
    return digest("referrals.address", undotted(email))


def connection_digest(ip: str, agent: str) -> bytes:
    """Return the keyed digest by which an IP address with a browser is recognised."""
    return digest("referrals.connection", f"{ip}\n{agent}")


def is_known_person(shop: Shop, email: str, but: Customer | None = None) -> bool:
    """Whether the person is a customer, besides ``but``, or has ordered as a guest.

    Queries: always 2, so that the time this takes reveals nothing.
    """
    alike = {"shop": shop, "alike": undotted(email)}
    customers = Customer.objects.alias(alike=Undotted("address_key"))
    others = customers.exclude(pk=but.pk) if but else customers
    # Without its other condition PostgreSQL would not see that the index has the rows.
    known = others.filter(~Q(address_key=""), **alike).exists()
    orders = Order.objects.alias(alike=Undotted("address_key"))
    bought = orders.filter(~Q(address_key=""), customer=None, **alike)
    return bought.exists() or known
