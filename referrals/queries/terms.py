from datetime import datetime

from referrals.models import Terms
from shop.models import Shop


def terms_at(shop: Shop, now: datetime) -> Terms | None:
    """The version in force; None where the shop has never opened its parrainage."""
    rows = Terms.objects.filter(shop=shop, effective_from__lte=now).order_by("-number")
    found = rows.first()
    if found:
        found.shop = shop
    return found


def open_terms(shop: Shop, now: datetime) -> Terms | None:
    """The version in force, where it lets customers bring friends."""
    found = terms_at(shop, now)
    return found if found and found.active else None
