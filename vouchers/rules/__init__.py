"""What bons take off a basket, and what a code looks like. No database, no clock."""

from vouchers.rules.basket import Bon, Group, Item, Kind, Reason, Scope
from vouchers.rules.codes import ALPHABET, LENGTH, new_code
from vouchers.rules.holding import held_until
from vouchers.rules.pouring import pour
from vouchers.rules.pricing import (
    Cut,
    PricedItem,
    Quote,
    Refusal,
    booked,
    misfit,
    price,
)

__all__ = [
    "ALPHABET",
    "LENGTH",
    "Bon",
    "Cut",
    "Group",
    "Item",
    "Kind",
    "PricedItem",
    "Quote",
    "Reason",
    "Refusal",
    "Scope",
    "booked",
    "held_until",
    "misfit",
    "new_code",
    "pour",
    "price",
]
