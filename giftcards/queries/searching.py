"""Search cards in the back-office: by code, by recipient, by order."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.functions import Lower, Upper

from giftcards.models import CardMovement, GiftCard
from shop.models import Shop


def search_cards(
    rows: QuerySet[GiftCard], shops: Sequence[Shop], term: str
) -> QuerySet[GiftCard]:
    """Keep the cards whose code begins so, that were sent to this address, or that the
    order with this id has bought or paid with.
    """
    term = term.strip()
    ours = GiftCard.objects.filter(shop__in=shops).order_by()
    begins = ours.alias(upper=Upper("code")).filter(upper__startswith=term.upper())
    sent = ours.alias(address=Lower("email")).filter(address=term.lower())
    orders = {"order__shop__in": shops, "order__external_id": term}
    bought = GiftCard.objects.order_by().filter(**orders)
    spent = CardMovement.objects.filter(**orders).order_by().values("card")
    # A union and no OR: each branch has an index of its own, an OR over joins has none.
    found = begins.values("pk").union(
        sent.values("pk"), bought.values("pk"), spent, all=True
    )
    return rows.filter(pk__in=found)
