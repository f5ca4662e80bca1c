"""Admit people to « Mon compte »."""

from datetime import datetime

from accounts.models import User
from portal.queries.signed_in import customer_with
from programme.actions import guest_orders as programme
from shop import queries as shop_queries
from shop.models import Shop


def admit(*, shop: Shop, email: str) -> User | None:
    """Answer whom a code for this address is for; create the person at the first log-in.

    None where no customer of the shop has the address.
    Queries: 2, for a known address and an unknown one: the time shows no difference.
    """
    person = User.objects.filter(email=email).first()
    # Asked after the person, always both: as many queries for a stranger as for a customer.
    if customer_with(shop.code, email) is None:
        return None
    if person is None:
        # Two requests at once: get_or_create lets the second find what the first made.
        # No password is usable: the code that is mailed is the only way in.
        newcomer = User(email=email)
        newcomer.set_unusable_password()
        person, _ = User.objects.get_or_create(
            email=email, defaults={"password": newcomer.password}
        )
    return person if person.is_active else None


def welcome(*, shop: Shop, email: str, now: datetime) -> None:
    """Claim what was bought as a guest with an address that has just been proven."""
    for customer in shop_queries.members_with([email.lower()]).filter(shop=shop):
        programme.prove_email(customer=customer, email=email, author="customer", now=now)
