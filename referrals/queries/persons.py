"""Who is who, without keeping whose address it was."""

from core.addresses import SamePerson, digest, same_person
from shop.models import Customer, Order, Shop


def address_digest(email: str) -> bytes:
    """By which a friend is known again, under any alias of his address."""
    return digest("referrals.address", same_person(email))


def connection_digest(ip: str, agent: str) -> bytes:
    """By which a connection and browser are known again."""
    return digest("referrals.connection", f"{ip}\n{agent}")


def is_known_person(shop: Shop, email: str, but: Customer | None = None) -> bool:
    """Whether the person is a customer, besides ``but``, or has ordered as a guest. Two
    queries always, so that the time this takes tells nobody.
    """
    customers = Customer.objects.alias(person=SamePerson("email"))
    rows = customers.filter(shop=shop, person=same_person(email))
    others = rows.exclude(pk=but.pk) if but else rows
    known = others.exists()
    orders = Order.objects.filter(shop=shop, customer=None, email__iexact=email.strip())
    return orders.exists() or known
