from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import User
from shop.models import Shop


def of_staff(user: User) -> list[Shop]:
    """The shops this member of staff sees, by name. Asked once, however often it is read."""
    by_name = Shop.objects.order_by("name", "pk")
    if user.is_superuser:
        return list(by_name)
    prefetch_related_objects([user], Prefetch("shops", by_name))
    return list(user.shops.all())
