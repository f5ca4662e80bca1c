"""Offers in words for the customer: what they give, how far it is, what was too much."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.templatetags.typography import money, percent
from shop.models import Customer, Shop
from vouchers.queries.offers import ActiveOffers, active_offers
from vouchers.rules import CappedDiscount, DiscountKind, DiscountStep, Threshold


@dataclass(frozen=True, slots=True)
class AdvertisedOffer:
    """An offer he has: each of its steps in words. ``early``: before the others."""

    label: str
    steps: list[str]
    ends_at: datetime | None
    early: bool
    audience: str


def advertised_offers(
    given: ActiveOffers, shop: Shop, now: datetime
) -> list[AdvertisedOffer]:
    return [
        AdvertisedOffer(
            label=each.offer.label,
            steps=[step_sentence(step, shop.currency) for step in each.offer.steps],
            ends_at=each.row.ends_at,
            early=now < each.row.starts_at,
            audience=each.row.audience,
        )
        for each in given.offers
    ]


def offers_advertised_to(customer: Customer, now: datetime) -> list[AdvertisedOffer]:
    """What his carts get today. As many queries as ``in_force``."""
    given = active_offers(customer.shop, customer, member=customer.may_earn, at=now)
    return advertised_offers(given, customer.shop, now)


def step_gives(step: DiscountStep, currency: str) -> str:
    """« −10 % », « −5,00 € » or « Livraison offerte »."""
    if step.kind == DiscountKind.PERCENT:
        return percent(-step.percent)
    return (
        _("Free shipping")
        if step.kind == DiscountKind.SHIPPING
        else money(-step.amount, currency)
    )


def step_sentence(step: DiscountStep, currency: str) -> str:
    """« −10 % dès 50,00 € »; without a minimum only what it gives."""
    gives = step_gives(step, currency)
    if not step.minimum:
        return gives
    said = {"gives": gives, "minimum": money(step.minimum, currency)}
    return _("%(gives)s from %(minimum)s") % said


def offer_message(threshold: Threshold, currency: str) -> str:
    """« Encore 5,00 € sur votre panier pour −10 % », named where not for all goods."""
    missing = money(threshold.missing, currency)
    if threshold.step.kind == DiscountKind.SHIPPING:
        return _("Only %(missing)s more for free shipping") % {"missing": missing}
    said = {"missing": missing, "gives": step_gives(threshold.step, currency)}
    if threshold.offer.scope.covers_all:
        return _("%(missing)s more in your cart for %(gives)s") % said
    said["offer"] = threshold.offer.label
    return _("%(missing)s more in your cart for %(gives)s: %(offer)s") % said


def cap_message(capped: CappedDiscount, currency: str) -> str:
    """Why the discounts come to less than they say."""
    return _(
        "The discounts of an order come to %(percent)s of its articles at most:"
        " %(before)s are lowered to %(after)s."
    ) % {
        "percent": percent(capped.percent),
        "before": money(capped.before, currency),
        "after": money(capped.after, currency),
    }
