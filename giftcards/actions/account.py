"""Whose cards they are. Where two accounts become one the rows stay as they are: readers
ask for all ids of a person, so that parting gives each his own again.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from giftcards.actions.ledger import lock_code
from giftcards.actions.refusals import CardRefused, UnknownCard
from giftcards.models import GiftCard
from shop.models import Customer, Shop


@transaction.atomic
def add_to_account(*, customer: Customer, code: str, now: datetime) -> GiftCard:
    """Put the card into his account, where it stands in nobody else's.

    Whoever has the code can spend it all the same. Raises UnknownCard, also for a card in
    another account, and CardRefused.
    """
    card = lock_code(customer.shop, code)
    if card is None or (card.holder_id and card.holder_id != customer.pk):
        raise UnknownCard(code)
    if refusal := card.refusal(now):
        raise CardRefused(refusal, card)
    if card.holder_id is None:
        card.holder = customer
        card.save(update_fields=["holder"])
    return card


def on_erase(*, shop: Shop, customers: Collection[int], emails: Collection[str]) -> None:
    """Somebody is being erased: what cards say of him, and what he wrote to others.

    The money stays on the cards: it has been paid, and whoever has the code may spend it.
    """
    cards = GiftCard.objects.filter(shop=shop)
    cards.filter(order__customer__in=customers).update(sender="", message="")
    his = cards.alias(address=Lower("email")).filter(
        Q(holder__in=customers) | Q(address__in=[each.lower() for each in emails if each])
    )
    his.update(recipient="", email="", message="", cancel_reason="")
