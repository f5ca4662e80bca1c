"""Whose cards they are. Where two accounts become one the rows stay as they are: readers
ask for all ids of a person, so that unmerging returns each account its own cards.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from core.address_fields import AddressKey
from core.addresses import without_address
from giftcards.actions.ledger import lock_code
from giftcards.actions.refusals import CardRefused, UnknownCard
from giftcards.models import CardBatch, GiftCard
from shop.models import Customer, OrderLine, Shop
from shop.persons import Person


@transaction.atomic
def add_to_account(*, customer: Customer, code: str, now: datetime) -> GiftCard:
    """Put the card into the customer's account, where they find it again. Idempotent.

    It stays a bearer card: whoever has the code can spend it.

    Raises:
        UnknownCard: no such card, or it is in somebody else's account.
        CardRefused: it is cancelled, expired or not yet valid.

    """
    card = lock_code(customer.shop, code)
    # A card in another account is answered like an unknown code: a refusal of its own would
    # say that somebody has it.
    if card is None or (card.holder_id and card.holder_id != customer.pk):
        raise UnknownCard(code)
    if refusal := card.refusal(now):
        raise CardRefused(refusal, card)
    if card.holder_id is None:
        card.holder = customer
        card.save(update_fields=["holder"])
    return card


def on_erase(*, shop: Shop, customers: Collection[int]) -> None:
    """Blank what cards say of erased customers, and what they wrote to others.

    The money stays on the cards: it has been paid, and whoever has the code may spend it.
    """
    cards = GiftCard.objects.filter(shop=shop)
    # A card that they sent keeps its recipient: it is that person's now.
    cards.filter(order__customer__in=customers).update(sender="", message="")
    _blank(cards.filter(holder__in=customers))


def forget_address(*, person: Person) -> None:
    """Blank cards, and files of cards to be made, that name an address of the person."""
    cards = GiftCard.objects.filter(shop=person.shop).exclude(email="")
    sent = cards.alias(key=AddressKey("email")).filter(key__in=person.keys)
    # Before the cards are blanked: they are found by the address. The order line named the
    # person too, and a card that settling makes anew would take it from there.
    for order, line in sent.exclude(order=None).values_list("order", "line"):
        OrderLine.objects.filter(order=order, external_id=line).update(gift={})
    _blank(sent)
    for batch in CardBatch.objects.filter(shop=person.shop).exclude(lines=[], refused=[]):
        batch.lines = without_address(batch.lines, person.keys)
        batch.refused = without_address(batch.refused, person.keys)
        batch.save(update_fields=["lines", "refused"])


def _blank(cards: QuerySet[GiftCard]) -> None:
    cards.update(recipient="", email="", message="", cancel_reason="")
