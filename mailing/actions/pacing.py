from mailing.models import Pace
from shop.models import Shop


def open_pace(*, shop: Shop) -> Pace:
    """How often and when a new shop sends offers, until it says otherwise."""
    return Pace.objects.create(shop=shop)
