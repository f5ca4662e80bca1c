from mailing.models import SendingLimits
from shop.models import Shop


def create_sending_limits(*, shop: Shop) -> SendingLimits:
    """How often and when a new shop sends offers, until it says otherwise."""
    return SendingLimits.objects.create(shop=shop)
