"""WooCommerce's states of orders: which of ours each most likely is."""

from connectors.contract import RawState

_GUESSES = {
    "pending": "pending",
    "on-hold": "pending",
    "processing": "paid",
    "completed": "delivered",
    "cancelled": "cancelled",
    "refunded": "refunded",
    "failed": "payment_error",
    "trash": "cancelled",
}


def raw_state(status: str, name: str) -> RawState:
    """One of a plugin earns nothing until the merchant says what it is."""
    return RawState(status, name, _GUESSES.get(status, "pending"))


BUILT_IN = tuple(raw_state(status, status) for status in _GUESSES)
