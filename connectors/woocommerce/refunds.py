"""What has come back of a WooCommerce order, over all its refunds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from connectors import raw
from core.money import ZERO
from core.quantities import Quantity

type Row = Mapping[str, Any]

_NUMBER_OF_LINE = "_refunded_item_id"
_PARTS = ("line_items", "shipping_lines", "fee_lines")


@dataclass(slots=True)
class Refunded:
    """``amounts`` with tax, and ``pieces``, by the id of the line or fee that they are for:
    the shop numbers both in one row. ``unnamed`` is what no refund says the purpose of.
    """

    amounts: dict[str, Decimal] = field(default_factory=dict)
    pieces: dict[str, Quantity] = field(default_factory=dict)
    shipping: Decimal = ZERO
    unnamed: Decimal = ZERO


def refunded_of(refunds: Sequence[Row]) -> Refunded:
    """Quantities and amounts of the parts of a refund stand below zero, its own above."""
    found = Refunded()
    for refund in refunds:
        amount = raw.money(refund["amount"])
        parts = [(kind, part, _amount(part)) for kind in _PARTS for part in refund[kind]]
        named = sum((each for _kind, _part, each in parts), ZERO)
        if named > amount:
            # What really went back is the refund's own amount: by hand, less can be given
            # back than the parts say. Then nobody knows of which.
            found.unnamed += amount
            continue
        found.unnamed += amount - named
        for kind, part, money in parts:
            of = [
                str(each["value"])
                for each in part.get("meta_data", ())
                if each["key"] == _NUMBER_OF_LINE
            ]
            if kind == "shipping_lines":
                found.shipping += money
            elif not of:
                found.unnamed += money
            else:
                pieces = raw.quantity(part.get("quantity"))
                found.amounts[of[0]] = found.amounts.get(of[0], ZERO) + money
                found.pieces[of[0]] = found.pieces.get(of[0], 0) - pieces
    return found


def _amount(part: Row) -> Decimal:
    return -raw.money(raw.decimal(part["total"]) + raw.decimal(part["total_tax"]))
