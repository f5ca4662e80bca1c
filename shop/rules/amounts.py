"""What is left of an order's goods once discounts and refunds are off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, split, to_cent


def is_amount(value: Decimal, *, digits: int = 12, decimals: int = 2) -> bool:
    """Not below zero, and with no more digits than the books keep of it."""
    return 0 <= value < 10 ** (digits - decimals) and value == round(value, decimals)


def is_count(value: int) -> bool:
    return 0 <= value < 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as bought. ``refunded_amount`` is money really returned, cumulative;
    when it is zero the refund follows from ``refunded_quantity``. Never both.
    """

    quantity: int
    unit_price: Decimal
    on_sale: bool = False
    refunded_quantity: int = 0
    refunded_amount: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return to_cent(self.quantity * self.unit_price)

    def refund_of(self, paid: Decimal) -> Decimal:
        """What was returned of ``paid``, the line's total net of its discount."""
        if self.refunded_amount:
            return self.refunded_amount
        if not self.refunded_quantity:
            return ZERO
        return to_cent(paid * self.refunded_quantity / self.quantity)


def goods_total(lines: Sequence[Line]) -> Decimal:
    return sum((line.total for line in lines), ZERO)


def net_of_discount(lines: Sequence[Line], discount: Decimal) -> list[Decimal]:
    """Each line's total less its share of the order's discount on goods."""
    totals = [line.total for line in lines]
    shares = split(discount, totals)
    return [total - share for total, share in zip(totals, shares, strict=True)]


def goods_kept(
    lines: Sequence[Line], *, discount: Decimal, refunded_amount: Decimal
) -> list[Decimal]:
    """What the customer has paid for each line and not got back.

    ``refunded_amount`` was returned outside any line; it is spread over what is left
    of the lines, as is money returned on a line beyond what that line had cost net of
    its discount. What exceeds the goods was shipping.
    """
    paid = net_of_discount(lines, discount)
    left = [net - line.refund_of(net) for net, line in zip(paid, lines, strict=True)]
    beyond_lines = refunded_amount - sum((amount for amount in left if amount < 0), ZERO)
    kept = [max(amount, ZERO) for amount in left]
    spread = split(min(beyond_lines, sum(kept, ZERO)), kept)
    return [amount - share for amount, share in zip(kept, spread, strict=True)]


def refunds_exceed_paid(
    lines: Sequence[Line],
    *,
    discount: Decimal,
    shipping: Decimal,
    refunded_amount: Decimal,
) -> bool:
    paid = net_of_discount(lines, discount)
    returned = sum(
        (line.refund_of(net) for net, line in zip(paid, lines, strict=True)),
        refunded_amount,
    )
    return returned > sum(paid, ZERO) + shipping
