"""Offers in words for the customer: what they give, how far it is, what was too much."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.templatetags.typography import money, percent
from shop.models import Customer, Shop
from vouchers.queries.offers import InForce, in_force
from vouchers.rules import Capped, Kind, Step, Threshold


@dataclass(frozen=True, slots=True)
class Promised:
    """An offer he has: each of its steps in words. ``early``: before the others."""

    label: str
    steps: list[str]
    ends_at: datetime | None
    early: bool
    audience: str


def promised(given: InForce, shop: Shop, now: datetime) -> list[Promised]:
    return [
        Promised(
            label=each.offer.label,
            steps=[step_in_words(step, shop.currency) for step in each.offer.steps],
            ends_at=each.row.ends_at,
            early=now < each.row.starts_at,
            audience=each.row.audience,
        )
        for each in given.offers
    ]


def promised_to(customer: Customer, now: datetime) -> list[Promised]:
    """What his baskets get today. As many queries as ``in_force``."""
    given = in_force(customer.shop, customer, member=customer.may_earn, at=now)
    return promised(given, customer.shop, now)


def step_gives(step: Step, currency: str) -> str:
    """« −10 % », « −5,00 € » or « Livraison offerte »."""
    if step.kind == Kind.PERCENT:
        return percent(-step.percent)
    return (
        _("Free shipping") if step.kind == Kind.SHIPPING else money(-step.amount, currency)
    )


def step_in_words(step: Step, currency: str) -> str:
    """« −10 % dès 50,00 € »; without a minimum only what it gives."""
    gives = step_gives(step, currency)
    if not step.minimum:
        return gives
    said = {"gives": gives, "minimum": money(step.minimum, currency)}
    return _("%(gives)s from %(minimum)s") % said


def promise(threshold: Threshold, currency: str) -> str:
    """« Encore 5,00 € sur votre panier pour −10 % », named where not for all goods."""
    missing = money(threshold.missing, currency)
    if threshold.step.kind == Kind.SHIPPING:
        return _("Only %(missing)s more for free shipping") % {"missing": missing}
    said = {"missing": missing, "gives": step_gives(threshold.step, currency)}
    if threshold.offer.scope.covers_all:
        return _("%(missing)s more in your basket for %(gives)s") % said
    said["offer"] = threshold.offer.label
    return _("%(missing)s more in your basket for %(gives)s: %(offer)s") % said


def ceiling(capped: Capped, currency: str) -> str:
    """Why the discounts come to less than they say."""
    return _(
        "The discounts of an order come to %(percent)s of its articles at most:"
        " %(before)s are lowered to %(after)s."
    ) % {
        "percent": percent(capped.percent),
        "before": money(capped.before, currency),
        "after": money(capped.after, currency),
    }
