from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from referrals.models import Terms
from shop.models import Customer, Shop


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


def version(shop: Shop, number: int | None, now: datetime) -> Terms | None:
    """The version of that number, or the one in force; None where it is not there."""
    if number is None:
        return terms_at(shop, now)
    found = Terms.objects.filter(shop=shop, number=number).first()
    if found:
        found.shop = shop
    return found


def with_parrainage(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Customers who know whether they can bring friends, as ``brings_friends``."""
    latest = Terms.objects.filter(shop=OuterRef("shop")).order_by("-number")
    return rows.annotate(brings_friends=Subquery(latest.values("active")[:1]))
