"""What vouchers take off a basket, and what a code looks like.

No database, no clock.
"""

from vouchers.rules.basket import CartVoucher, Group, Item, Kind, Reason, Scope
from vouchers.rules.booking import Booking, booked
from vouchers.rules.codes import ALPHABET, LENGTH, chosen_code, new_code
from vouchers.rules.files import Entry, Unrecognised, read_customers
from vouchers.rules.guarding import Capped, Cut, Given, Guard
from vouchers.rules.holding import held_until
from vouchers.rules.offers import Offer, Step
from vouchers.rules.pouring import pour
from vouchers.rules.pricing import PricedItem, Quote, Refusal, misfit, price
from vouchers.rules.thresholds import Threshold, thresholds

__all__ = [
    "ALPHABET",
    "LENGTH",
    "Booking",
    "Capped",
    "CartVoucher",
    "Cut",
    "Entry",
    "Given",
    "Group",
    "Guard",
    "Item",
    "Kind",
    "Offer",
    "PricedItem",
    "Quote",
    "Reason",
    "Refusal",
    "Scope",
    "Step",
    "Threshold",
    "Unrecognised",
    "booked",
    "chosen_code",
    "held_until",
    "misfit",
    "new_code",
    "pour",
    "price",
    "read_customers",
    "thresholds",
]
