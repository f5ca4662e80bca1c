"""Refuse what no order can be, before anything is written."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.money import ZERO
from core.quantities import is_quantity
from shop.actions.refusals import CurrencyMismatch
from shop.models import Shop
from shop.rules import amounts
from shop.rules.facts import CartLineFact, OrderFact, OrderLineFact

# Outside of these years a date is a slip, and sums with it leave the calendar.
YEARS = range(1900, 2200)
_LARGEST_RATE = 10**8


def check_currency(shop: Shop, given: str) -> None:
    if given != shop.currency:
        raise CurrencyMismatch(given=given, expected=shop.currency)


def check_order(shop: Shop, fact: OrderFact) -> None:
    """Raises CurrencyMismatch and Invalid on what no order of this shop can be."""
    # With a rate, the amounts are in the currency of the order, and are converted after
    # this.
    if fact.rate is None:
        check_currency(shop, fact.currency)
    elif not 0 < fact.rate < _LARGEST_RATE:
        raise Invalid(_("A rate is above zero."), field="rate")
    _check_instant(fact.placed_at, field="placed_at")
    _check_instant(fact.paid_at, field="paid_at")
    # Each figure by itself before any of them is multiplied or added.
    for field, amount in _amounts(fact):
        if not amounts.is_amount(amount):
            raise Invalid(_("This is not an amount to the cent."), field=field)
    for line in fact.lines:
        _check_line(line)
    check_goods(fact.lines)


def _amounts(fact: OrderFact) -> list[tuple[str, Decimal]]:
    """All amounts of the order but its lines', with the field that each stands in.

    A fee may lower the order, so its amount is looked at without its sign.
    """
    names = ("shipping", "shipping_refunded", "discount", "refunded_amount")
    fees = [
        amount
        for fee in fact.fees
        for amount in (abs(fee.amount), abs(fee.amount_excl_tax or ZERO), fee.refunded)
    ]
    cards = [amount for card in fact.gift_cards for amount in (card.amount, card.refunded)]
    return [
        *((name, getattr(fact, name)) for name in names),
        *(("fees", amount) for amount in fees),
        *(("gift_cards", amount) for amount in cards),
    ]


def check_line_ids(lines: Sequence[OrderLineFact | CartLineFact]) -> None:
    if len({line.id for line in lines}) < len(lines):
        raise Invalid(_("Two lines have the same id."), field="lines")


def _check_instant(instant: datetime | None, *, field: str) -> None:
    if instant is not None and instant.year not in YEARS:
        raise Invalid(_("This date cannot be."), field=field)


def _check_line(line: OrderLineFact) -> None:
    if not (
        is_quantity(line.quantity)
        and is_quantity(line.refunded_quantity)
        and amounts.is_amount(line.refunded_amount)
        and amounts.is_amount(line.discount or ZERO)
        and amounts.is_amount(line.unit_price, digits=14, decimals=6)
    ):
        raise Invalid(
            _("Line “%(id)s” has a figure that cannot be.") % {"id": line.id},
            field="lines",
        )


def check_goods(lines: Sequence[OrderLineFact]) -> None:
    """Refuse lines that neither a cart nor an order can have. Raises Invalid."""
    check_line_ids(lines)
    # Each line is within its limits, and their sum may still not fit the column.
    if not amounts.is_amount(amounts.goods_total([line.priced for line in lines])):
        raise Invalid(_("The goods come to more than an order can."), field="lines")
