"""Recognise people and connections without keeping their addresses."""

from core.addresses import SamePerson, digest, same_person
from shop.models import Customer, Order, Shop


def address_digest(email: str) -> bytes:
    """The keyed digest by which a friend is recognised, under any alias of the address."""
    return digest("referrals.address", same_person(email))


def connection_digest(ip: str, agent: str) -> bytes:
    """The keyed digest by which an IP address with a browser is recognised."""
    return digest("referrals.connection", f"{ip}\n{agent}")


def is_known_person(shop: Shop, email: str, but: Customer | None = None) -> bool:
    """Whether the person is a customer, besides ``but``, or has ordered as a guest.

    Queries: always 2, so that the time this takes reveals nothing.
    """
    customers = Customer.objects.alias(person=SamePerson("email"))
    rows = customers.filter(shop=shop, person=same_person(email))
    others = rows.exclude(pk=but.pk) if but else rows
    known = others.exists()
    orders = Order.objects.filter(shop=shop, customer=None, email__iexact=email.strip())
    return orders.exists() or known
