"""What bons take off a basket, and what a code looks like. No database, no clock."""

from vouchers.rules.basket import Bon, Group, Item, Kind, Reason, Scope
from vouchers.rules.codes import ALPHABET, LENGTH, chosen_code, new_code
from vouchers.rules.files import Entry, Unrecognised, read_customers
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
    "Entry",
    "Group",
    "Item",
    "Kind",
    "PricedItem",
    "Quote",
    "Reason",
    "Refusal",
    "Scope",
    "Unrecognised",
    "booked",
    "chosen_code",
    "held_until",
    "misfit",
    "new_code",
    "pour",
    "price",
    "read_customers",
]
