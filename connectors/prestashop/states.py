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
    return RawState(str(said["id"]), worded(said["name"], 100), _guess(said))


def _guess(said: Mapping[str, Any]) -> str:
    name = str(said["id"])
    if name in _BY_ID:
        return _BY_ID[name]
    if raw.flag(said["shipped"]):
        return "delivered" if name == _DELIVERED else "shipped"
    if raw.flag(said["paid"]) and raw.flag(said["delivery"]):
        return "processing"
    return "paid" if raw.flag(said["paid"]) else "pending"
