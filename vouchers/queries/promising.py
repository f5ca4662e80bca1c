"""Offers in words for the customer: what they give, how far it is, what was too much."""

from django.utils.translation import gettext as _

from core.templatetags.typography import money, percent
from vouchers.rules import Capped, Kind, Step, Threshold


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
