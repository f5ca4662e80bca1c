"""Cart offers: what a cart gets without any code, by what its goods come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal

from core.money import CENT, ZERO, to_cent
from vouchers.rules.cart import CartItem, DiscountKind, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountStep:
    """From ``minimum`` on, the offer gives this."""

    minimum: Decimal
    kind: DiscountKind
    amount: Decimal = ZERO
    percent: Decimal = ZERO

    def off(self, goods: Decimal) -> Decimal:
        """Answer what the step takes off so much; free shipping takes nothing off goods."""
        share = to_cent(goods * self.percent / 100)
        return min(goods, share if self.kind == DiscountKind.PERCENT else self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """``steps`` are compared with the goods before any discount, gift cards left out.

    ``stop``: where it is given, none of those after it is. ``named_on`` and
    ``named_off`` are the names of the goods that it is for, and not for.
    """

    key: int
    label: str
    steps: tuple[DiscountStep, ...]
    stop: bool = False
    with_group: bool = True
    with_vouchers: bool = True
    scope: Scope = field(default_factory=Scope)
    named_on: tuple[str, ...] = ()
    named_off: tuple[str, ...] = ()

    def reached(self, goods: Decimal) -> list[DiscountStep]:
        return [step for step in self.steps if step.minimum <= goods]

    def off(self, goods: Decimal, meant: Decimal) -> Decimal:
        """Answer what the best step reached takes off: a further one never costs."""
        return max((step.off(meant) for step in self.reached(goods)), default=ZERO)

    def shared(self, own: Decimal, beside: Decimal) -> "Offer":
        """The offer as a part of a purchase has it: its goods are ``own`` of those that
        reach the steps, and of an amount it has the same part, down to the cent.
        """
        if not beside or not own + beside:
            return self
        part = own / (own + beside)
        steps = tuple(
            replace(step, amount=(step.amount * part).quantize(CENT, ROUND_FLOOR))
            for step in self.steps
        )
        return replace(self, steps=steps)

    def ships(self, goods: Decimal) -> bool:
        return any(step.kind == DiscountKind.SHIPPING for step in self.reached(goods))

    def fits(self, items: Sequence[CartItem], goods: Decimal) -> bool:
        covered = any(item.total for item in items if self.scope.covers(item))
        return covered and bool(self.reached(goods))


def goods_total(items: Iterable[CartItem]) -> Decimal:
    """Sum the goods as minimums and ceilings count them: no discount, no gift card."""
    return sum((item.total for item in items if not item.gift_card), ZERO)


def by_priority(
    offers: Iterable[Offer], *, group: bool, vouchers: bool
) -> tuple[Offer, ...]:
    """Keep the offers that go with a group's discount and with vouchers, up to the first
    that stops. Requires: they come by priority.
    """
    given: list[Offer] = []
    for offer in offers:
        if (group and not offer.with_group) or (vouchers and not offer.with_vouchers):
            continue
        given.append(offer)
        if offer.stop:
            break
    return tuple(given)
