"""Who may come in."""

from datetime import datetime

from accounts.models import User
from portal import queries as portal_queries
from programme import actions as programme
from shop import queries as shop_queries
from shop.models import Shop


def admit(*, shop: Shop, email: str) -> User | None:
    """The person to whom a code for this address goes, made at the first log-in.

    Nobody where no customer of the shop has the address. Two queries for anybody who is
    known or not, so that the time this takes does not tell which.
    """
    person = User.objects.filter(email=email).first()
    if portal_queries.customer_with(shop.code, email) is None:
        return None
    if person is None:
        newcomer = User(email=email)
        newcomer.set_unusable_password()
        person, _ = User.objects.get_or_create(
            email=email, defaults={"password": newcomer.password}
        )
    return person if person.is_active else None


def welcome(*, shop: Shop, email: str, now: datetime) -> None:
    """Somebody has answered a code sent to this address: what he bought there as a guest
    is his from now on.
    """
    for customer in shop_queries.members_with([email.lower()]).filter(shop=shop):
        programme.prove_email(customer=customer, email=email, author="customer", now=now)
