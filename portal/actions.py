"""Who may come in."""

from accounts.models import User
from portal import queries
from shop.models import Shop


def admit(*, shop: Shop, email: str) -> User | None:
    """The person to whom a code for this address goes, made at the first log-in.

    Nobody where no customer of the shop has the address. Two queries for anybody who is
    known or not, so that the time this takes does not tell which.
    """
    person = User.objects.filter(email=email).first()
    if queries.customer_with(shop.code, email) is None:
        return None
    if person is None:
        newcomer = User(email=email)
        newcomer.set_unusable_password()
        person, _ = User.objects.get_or_create(
            email=email, defaults={"password": newcomer.password}
        )
    return person if person.is_active else None
