"""Offers as tests write them: percent(50, 10) is 10 % off from 50 € on."""

from decimal import Decimal
from typing import Any

from shop.models import Shop
from tests.factories import day
from vouchers import actions as vouchers
from vouchers.actions.offers import OfferTerms
from vouchers.models import CartOffer, MarginGuard
from vouchers.rules.cart import DiscountKind
from vouchers.rules.margin_guard import DiscountSource
from vouchers.rules.offers import DiscountStep

EVERYBODY = CartOffer.Audience.EVERYBODY
GROUPS = CartOffer.Audience.GROUPS
# What is lowered first, as most merchants would have it.
USUAL = (DiscountSource.OFFER, DiscountSource.GROUP, DiscountSource.VOUCHER)


def percent(minimum: str | int, percentage: str | int) -> DiscountStep:
    return DiscountStep(
        minimum=Decimal(minimum), kind=DiscountKind.PERCENT, percent=Decimal(percentage)
    )


def amount(minimum: str | int, off: str | int) -> DiscountStep:
    return DiscountStep(
        minimum=Decimal(minimum), kind=DiscountKind.AMOUNT, amount=Decimal(off)
    )


def ships(minimum: str | int) -> DiscountStep:
    return DiscountStep(minimum=Decimal(minimum), kind=DiscountKind.SHIPPING)


def terms(*steps: DiscountStep, **fields: Any) -> OfferTerms:
    usual: dict[str, Any] = {"label_fr": "Offre fidélité", "starts_at": day(0)}
    return OfferTerms(steps=steps, **usual | fields)


def open_offer(shop: Shop, *steps: DiscountStep, on: float = 0, **fields: Any) -> CartOffer:
    """For all who are signed in, from the first day on."""
    return vouchers.open_offer(
        shop=shop, terms=terms(*steps, **fields), author="staff:1", now=day(on)
    )


def set_guard(
    shop: Shop, percentage: str | int | None, *order: DiscountSource, on: float = 0
) -> MarginGuard:
    return vouchers.set_guard(
        shop=shop,
        percent=None if percentage is None else Decimal(percentage),
        cut_order=order or USUAL,
        author="staff:1",
        now=day(on),
    )
