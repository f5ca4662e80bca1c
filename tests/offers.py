"""Offers as tests write them: percent(50, 10) is 10 % off from 50 € on."""

from decimal import Decimal
from typing import Any

from shop.models import Shop
from tests.factories import day
from vouchers import actions as vouchers
from vouchers.actions import OfferTerms
from vouchers.models import BasketOffer, MarginGuard
from vouchers.rules import Given, Kind, Step

EVERYBODY = BasketOffer.Audience.EVERYBODY
GROUPS = BasketOffer.Audience.GROUPS
# What is lowered first, as most merchants would have it.
USUAL = (Given.OFFER, Given.GROUP, Given.VOUCHER)


def percent(minimum: str | int, percentage: str | int) -> Step:
    return Step(minimum=Decimal(minimum), kind=Kind.PERCENT, percent=Decimal(percentage))


def amount(minimum: str | int, off: str | int) -> Step:
    return Step(minimum=Decimal(minimum), kind=Kind.AMOUNT, amount=Decimal(off))


def ships(minimum: str | int) -> Step:
    return Step(minimum=Decimal(minimum), kind=Kind.SHIPPING)


def terms(*steps: Step, **fields: Any) -> OfferTerms:
    usual: dict[str, Any] = {"label_fr": "Offre fidélité", "starts_at": day(0)}
    return OfferTerms(steps=steps, **usual | fields)


def open_offer(shop: Shop, *steps: Step, on: float = 0, **fields: Any) -> BasketOffer:
    """For all who are signed in, from the first day on."""
    return vouchers.open_offer(
        shop=shop, terms=terms(*steps, **fields), author="staff:1", now=day(on)
    )


def set_guard(
    shop: Shop, percentage: str | int | None, *order: Given, on: float = 0
) -> MarginGuard:
    return vouchers.set_guard(
        shop=shop,
        percent=None if percentage is None else Decimal(percentage),
        cut_order=order or USUAL,
        author="staff:1",
        now=day(on),
    )
