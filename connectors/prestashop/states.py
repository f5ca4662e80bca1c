"""PrestaShop's states of orders: which of ours each most likely is."""

from collections.abc import Mapping
from typing import Any

from connectors import raw
from connectors.contract import RawState
from connectors.prestashop.reading import worded

# The flags cannot tell these apart. They have the same ids in every shop as installed.
_BY_ID = {"6": "cancelled", "7": "refunded", "8": "payment_error"}
_DELIVERED = "5"


def raw_state(said: Mapping[str, Any]) -> RawState:
    """A state by the shop's id; the guess is by its flags where the id says nothing."""
    name, paid = str(said["id"]), raw.flag(said["paid"])
    guess = "paid" if paid else "pending"
    if name in _BY_ID:
        guess = _BY_ID[name]
    elif raw.flag(said["shipped"]):
        guess = "delivered" if name == _DELIVERED else "shipped"
    elif paid and raw.flag(said["delivery"]):
        guess = "processing"
    return RawState(name, worded(said["name"], 100), guess)
