from django.db.models import QuerySet

from reminders.models import Campaign
from shop.models import Shop


def campaigns_of(shop: Shop) -> QuerySet[Campaign]:
    """With all that choosing asks of them, in the order of their priority."""
    rows = Campaign.objects.filter(shop=shop).select_related("shop", "segment", "budget")
    return rows.prefetch_related(
        "steps", "segment__groups", "segment__categories"
    ).order_by("priority", "pk")


def running(shop: Shop) -> list[Campaign]:
    """Those that are on, whether or not they write at this hour. Few queries."""
    return list(campaigns_of(shop).filter(activated_at__isnull=False))
