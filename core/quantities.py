"""How many: pieces, or so many metres or kilos of something."""

from decimal import Decimal

DECIMALS = 3
_THOUSANDTH = Decimal("0.001")

# Whole numbers may be handed in as such.
type Quantity = Decimal | int


def is_quantity(value: Quantity) -> bool:
    """Not below zero, within what a column keeps, and with three decimals at most."""
    return 0 <= value < 2**31 and value == round(value, DECIMALS)


def shortest(value: Quantity) -> Quantity:
    """An int where it is whole, else without zeros at its end: 2 and 1.5."""
    return int(value) if value == int(value) else Decimal(value).normalize()


def plain(value: Quantity) -> str:
    """In digits, for machines: « 2 » and « 1.5 »."""
    return f"{Decimal(shortest(value)):f}"


def to_quantity(value: Decimal) -> Quantity:
    """Rounded to three decimals."""
    return shortest(value.quantize(_THOUSANDTH))
