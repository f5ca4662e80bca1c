"""What an order keeps of the day it was first settled, whatever changes later."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenTerms:
    """What is kept for an order from its first settlement on.

    ``multiplier`` is that of the owner's group then; ``first_order``: it was their first.
    """

    multiplier: Decimal = Decimal(1)
    first_order: bool = False
