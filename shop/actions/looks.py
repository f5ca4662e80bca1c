"""Keep who looked at a customer's page."""

from datetime import datetime

from accounts.models import User
from shop.models import Customer, CustomerLook


def note_look(*, customer: Customer, user: User, now: datetime) -> None:
    """Note that the user looked today: one row a day and user. Queries: 1."""
    look = CustomerLook(
        shop_id=customer.shop_id, customer=customer, user=user, day=now.date()
    )
    CustomerLook.objects.bulk_create([look], ignore_conflicts=True)
