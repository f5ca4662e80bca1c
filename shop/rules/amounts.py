"""What is left of an order's goods once discounts and refunds are off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from core.money import ZERO, split, to_cent
from core.quantities import Quantity


def is_amount(value: Decimal, *, digits: int = 12, decimals: int = 2) -> bool:
    """Not below zero, and with no more digits than the books keep of it."""
    return 0 <= value < 10 ** (digits - decimals) and value == round(value, decimals)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line as bought. ``refunded_amount`` is money really returned, cumulative;
    when it is zero the refund follows from ``refunded_quantity``. Never both.

    ``discount`` is the line's own part of the order's discount, where the shop said it.
    ``known_discount`` is what our own vouchers, offers and group discounts are known to
    have taken off it, and ``voucher_discount`` the vouchers' part of that.
    ``product`` and ``categories`` are keys: those of the product's categories and of
    all that stand above them, as they were when the line was written.
    """

    quantity: Quantity
    unit_price: Decimal
    unit_price_excl_tax: Decimal | None = None
    on_sale: bool = False
    refunded_quantity: Quantity = 0
    refunded_amount: Decimal = ZERO
    discount: Decimal | None = None
    known_discount: Decimal = ZERO
    voucher_discount: Decimal = ZERO
    product: int | None = None
    categories: Sequence[int] = ()
    gift_card: bool = False

    @property
    def total(self) -> Decimal:
        return to_cent(self.quantity * self.unit_price)

    def without_tax(self, amount: Decimal) -> Decimal:
        """A part of the line's total less the tax in it: by the line's own ratio.

        Where the shop did not say the price without tax, the price counts as it is.
        """
        if self.unit_price_excl_tax is None or not self.total:
            return amount
        return to_cent(
            amount * to_cent(self.quantity * self.unit_price_excl_tax) / self.total
        )

    def refund_of(self, paid: Decimal) -> Decimal:
        """What was returned of ``paid``, the line's total net of its discount."""
        return self.refunded_amount or self.refund_by_pieces(paid)

    def refund_by_pieces(self, amount: Decimal) -> Decimal:
        """The part of ``amount`` that goes with the pieces that came back."""
        if not self.refunded_quantity:
            return ZERO
        return to_cent(amount * self.refunded_quantity / self.quantity)


def without_tax(lines: Sequence[PricedLine], amounts: Sequence[Decimal]) -> list[Decimal]:
    """Parts of the lines' totals less the tax in them."""
    return [line.without_tax(each) for line, each in zip(lines, amounts, strict=True)]


def goods_total(lines: Sequence[PricedLine]) -> Decimal:
    return sum((line.total for line in lines), ZERO)


def net_of_discount(lines: Sequence[PricedLine], discount: Decimal) -> list[Decimal]:
    """Each line's total less its share of the order's discount on goods.

    1. Lines that name their part are believed.
    2. Of the others, each bears what our own discounts are known to have taken off it.
    3. What is left of the discount is spread over these others by what is left of them.
    A gift card is money paid before: it is sold at its price while other goods can take
    the discount. A discount above the goods counts up to them.
    """
    named = [min(line.discount or ZERO, line.total) for line in lines]
    rest = max(discount - sum(named, ZERO), ZERO)
    open_totals = [line.total if line.discount is None else ZERO for line in lines]
    known = [
        min(line.known_discount, total)
        for line, total in zip(lines, open_totals, strict=True)
    ]
    rest = max(rest - sum(known, ZERO), ZERO)
    left = [total - part for total, part in zip(open_totals, known, strict=True)]
    goods = [
        ZERO if line.gift_card else total for line, total in zip(lines, left, strict=True)
    ]
    room = goods if rest <= sum(goods, ZERO) else left
    shares = split(min(rest, sum(room, ZERO)), room)
    return [
        line.total - sum(parts, ZERO)
        for line, *parts in zip(lines, named, known, shares, strict=True)
    ]


def known_discounts(
    lines: Sequence[PricedLine], discount: Decimal, shares: Sequence[Decimal]
) -> list[Decimal]:
    """What to keep of the ``shares`` that our own discounts had of each line.

    Lines that name their part are believed, so the others bear no more together than these
    leave of the order's discount.
    """
    named = (line.discount for line in lines)
    left = max(discount - sum((part for part in named if part is not None), ZERO), ZERO)
    open_shares = [
        share if line.discount is None else ZERO
        for line, share in zip(lines, shares, strict=True)
    ]
    if sum(open_shares, ZERO) <= left:
        return list(shares)
    lowered = split(left, open_shares)
    return [
        less if line.discount is None else share
        for line, share, less in zip(lines, shares, lowered, strict=True)
    ]


def net_of_other_discounts(
    lines: Sequence[PricedLine], paid: Sequence[Decimal]
) -> list[Decimal]:
    """What was ``paid`` for each line and what vouchers took off it, up to its total."""
    return [
        min(net + line.voucher_discount, line.total)
        for line, net in zip(lines, paid, strict=True)
    ]


def kept_of(
    paid: Sequence[Decimal], lines: Sequence[PricedLine], refunded_amount: Decimal
) -> list[Decimal]:
    """What the customer has ``paid`` for each line and not got back.

    ``refunded_amount`` was returned outside any line; it is spread over what is left
    of the lines, as is money returned on a line beyond what that line had cost net of
    its discount. What exceeds the goods was shipping.
    """
    left = [net - line.refund_of(net) for net, line in zip(paid, lines, strict=True)]
    beyond_lines = refunded_amount - sum((amount for amount in left if amount < 0), ZERO)
    kept = [max(amount, ZERO) for amount in left]
    spread = split(min(beyond_lines, sum(kept, ZERO)), kept)
    return [amount - share for amount, share in zip(kept, spread, strict=True)]


def kept_before(
    lines: Sequence[PricedLine],
    *,
    before: Sequence[Decimal],
    paid: Sequence[Decimal],
    kept: Sequence[Decimal],
) -> list[Decimal]:
    """What is kept of lines at another price than the ``paid`` one: of ``before``, the same
    part as money ``kept`` is of money paid. Of what was given away, by its pieces.

    So a refund of all that was paid leaves nothing, whether it is told in money or pieces.
    """
    return [
        to_cent(price * left / net) if net else price - line.refund_by_pieces(price)
        for line, price, net, left in zip(lines, before, paid, kept, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedFee:
    """What an order costs beside goods and shipping. ``refunded`` is told with tax."""

    amount: Decimal
    amount_excl_tax: Decimal
    refunded: Decimal = ZERO
    earns: bool = False

    @property
    def kept(self) -> Decimal:
        """What came back of it counts up to what was paid: of a fee that lowers the order
        nothing was.
        """
        return self.amount - min(self.refunded, max(self.amount, ZERO))

    @property
    def overpaid(self) -> Decimal:
        """What came back beyond what was paid."""
        return max(self.refunded - max(self.amount, ZERO), ZERO)

    @property
    def kept_excl_tax(self) -> Decimal:
        """The same part as with tax."""
        if not self.amount:
            return ZERO
        return to_cent(self.amount_excl_tax * self.kept / self.amount)


@dataclass(frozen=True, kw_only=True)
class OrderMoney:
    """What was paid for the parts of an order, and what of it is kept as it now stands.

    The one definition, for points, tiers, notes and reconciliation. Each figure is worked
    out once. It depends on the order as it stands only: several refunds give the same as
    one. No figure is below zero but those of fees that lower the order.
    """

    lines: Sequence[PricedLine]
    discount: Decimal = ZERO
    refunded_amount: Decimal = ZERO
    shipping: Decimal = ZERO
    shipping_excl_tax: Decimal | None = None
    shipping_refunded: Decimal = ZERO
    fees: Sequence[PricedFee] = ()

    @cached_property
    def goods(self) -> Decimal:
        """What the lines come to, before any discount."""
        return goods_total(self.lines)

    @cached_property
    def paid(self) -> list[Decimal]:
        """For each line, before anything was given back."""
        return net_of_discount(self.lines, self.discount)

    @cached_property
    def kept(self) -> list[Decimal]:
        """Of each line."""
        return kept_of(self.paid, self.lines, self.refunded_amount)

    @cached_property
    def beyond_goods(self) -> Decimal:
        """All refunds less what the goods cost: negative while goods are left."""
        pairs = zip(self.paid, self.lines, strict=True)
        returned = sum((line.refund_of(net) for net, line in pairs), self.refunded_amount)
        return returned - sum(self.paid, ZERO)

    @cached_property
    def shipping_kept(self) -> Decimal:
        """What was given back of it, and refunds beyond the goods, are off."""
        beyond = max(self.beyond_goods, ZERO)
        return max(self.shipping - self.shipping_refunded - beyond, ZERO)

    @property
    def shipping_kept_excl_tax(self) -> Decimal:
        """Where the shop did not say the price without tax, it counts as it is."""
        if self.shipping_excl_tax is None or not self.shipping:
            return self.shipping_kept
        return to_cent(self.shipping_kept * self.shipping_excl_tax / self.shipping)

    def earning_fees(self, *, with_tax: bool) -> Decimal:
        """What is kept of the fees that earn."""
        earning = (fee for fee in self.fees if fee.earns)
        return sum((fee.kept if with_tax else fee.kept_excl_tax for fee in earning), ZERO)

    @cached_property
    def total(self) -> Decimal:
        """What the parts come to, before anything is given back."""
        fees = sum((fee.amount for fee in self.fees), ZERO)
        return sum(self.paid, ZERO) + self.shipping + fees

    @property
    def total_kept(self) -> Decimal:
        """Goods, shipping and fees together."""
        fees = sum((fee.kept for fee in self.fees), ZERO)
        return sum(self.kept, ZERO) + self.shipping_kept + fees
