"""What settling an order answers of the codes that it names."""

from dataclasses import dataclass

from vouchers.rules.cart import RefusalReason


@dataclass(frozen=True, slots=True)
class CodeResult:
    """What became of a code that an order names: ``used``, or ``refused`` and why."""

    code: str
    state: str
    reason: RefusalReason | None = None
