"""The frequency cap and quiet hours of a shop."""

from mailing.models import SendingLimits
from shop.models import Shop


def create_sending_limits(*, shop: Shop) -> SendingLimits:
    """Save the defaults for a new shop."""
    return SendingLimits.objects.create(shop=shop)
