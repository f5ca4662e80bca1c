"""What settling an order answers of the cards that it names."""

from dataclasses import dataclass
from decimal import Decimal

from vouchers.rules.cart import RefusalReason


@dataclass(frozen=True, slots=True)
class CardResult:
    """What became of a card that an order names: ``paid``, or ``refused`` and why.

    ``amount`` is what the order has of it now.
    """

    code: str
    state: str
    amount: Decimal
    reason: RefusalReason | None = None
