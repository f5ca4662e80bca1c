"""Sentences about what shops have stated."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import money
from shop.models import CustomerGroup
from shop.rules import notes

NOTE_SENTENCES: Mapping[str, StrOrPromise] = {
    notes.REFUND_ABOVE_PAID: gettext_lazy("More was refunded than was paid"),
    notes.MORE_RETURNED_THAN_BOUGHT: gettext_lazy("More pieces came back than were bought"),
    notes.EMAIL_UNUSABLE: gettext_lazy("No mail can be sent to its address"),
    notes.DISCOUNT_ABOVE_GOODS: gettext_lazy("The discount is larger than the goods"),
    notes.LINE_DISCOUNTS_ABOVE_DISCOUNT: gettext_lazy(
        "The lines name more discount than the order has"
    ),
    notes.TOTAL_DIFFERS: gettext_lazy("The total is not the sum of its parts"),
    notes.POINTS_NOT_SPENT: gettext_lazy(
        "Points that paid for the order could not be spent"
    ),
    notes.GIFT_CARDS_ABOVE_TOTAL: gettext_lazy(
        "Gift cards have paid more than the order costs"
    ),
    notes.GIFT_CARD_REFUND_ABOVE_PAID: gettext_lazy(
        "More came back to a gift card than it had paid"
    ),
    notes.REFUNDED_GIFT_CARD_SPENT: gettext_lazy(
        "A gift card was given back of which something had been spent"
    ),
    notes.GIFT_CARD_PAID_BY_GIFT_CARD: gettext_lazy("A gift card has paid for a gift card"),
}


def note_sentences(found: Iterable[Mapping[str, str]], currency: str) -> list[str]:
    """One per note of an order, with its amount. Queries: 0."""
    return [_note_sentence(note, currency) for note in found]


def _note_sentence(note: Mapping[str, str], currency: str) -> str:
    """Some are about no amount."""
    amount = Decimal(note["amount"])
    what = NOTE_SENTENCES.get(note["code"], note["code"])
    if not amount:
        return _("%(what)s.") % {"what": what}
    return _("%(what)s: %(amount)s.") % {"what": what, "amount": money(amount, currency)}


def group_discount_label(group: CustomerGroup) -> str:
    """The name under which a cart shows what the customer's group takes off."""
    return group.name or _("Your group’s discount")
