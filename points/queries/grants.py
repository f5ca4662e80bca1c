"""Points that a shop has given from outside the rules, by what they were given for."""

from django.db.models import QuerySet

from points.models import LedgerEntry, Lot, Movement
from points.rules import trace
from shop.models import Shop


def left_of_grants(shop: Shop, source: str) -> QuerySet[Lot]:
    """Lots with something left of what a source has given, by customer. Queries: 1."""
    given = LedgerEntry.objects.filter(
        movement__shop=shop,
        movement__kind=Movement.Kind.GRANT,
        movement__source__endswith=f":{trace(source)}",
        kind=LedgerEntry.Kind.EARN,
    )
    lots = Lot.objects.filter(shop=shop, pk__in=given.values("lot"), remaining__gt=0)
    return lots.select_related("account__customer").order_by("account__customer")
