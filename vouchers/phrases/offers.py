"""Offers and the margin guard in words, for the customer and for the merchant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.days import last_day
from core.templatetags.typography import day, money, percent, together
from shop.models import Shop
from vouchers.models.guards import MarginGuard
from vouchers.models.offers import CartOffer
from vouchers.phrases.conditions import listed
from vouchers.queries.offers import OpenOffer, step_of
from vouchers.queries.scope_names import ScopeNames
from vouchers.rules.cart import DiscountKind
from vouchers.rules.margin_guard import CappedDiscount
from vouchers.rules.offers import DiscountStep, Offer
from vouchers.rules.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class AdvertisedOffer:
    """An offer in force for a customer: its steps in words. ``early``: before others."""

    label: str
    steps: list[str]
    ends_at: datetime | None
    early: bool
    audience: str


def advertised_offers(
    offers: Sequence[OpenOffer], shop: Shop, now: datetime
) -> list[AdvertisedOffer]:
    return [
        AdvertisedOffer(
            label=each.offer.label,
            steps=[
                _with_goods(step_sentence(step, shop.currency), each.offer)
                for step in each.offer.steps
            ],
            ends_at=each.row.ends_at,
            early=now < each.row.starts_at,
            audience=each.row.audience,
        )
        for each in offers
    ]


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
    """« Encore 5,00 € sur votre panier pour −10 % »; where not all goods help, or the offer
    is not for all, it names those that it is for.
    """
    offer, step = threshold.offer, threshold.step
    missing = money(threshold.missing, currency)
    shipping = step.kind == DiscountKind.SHIPPING
    if threshold.any_goods and shipping:
        return _("Only %(missing)s more for free shipping") % {"missing": missing}
    said = {"missing": missing, "gives": step_gives(step, currency)}
    if threshold.any_goods:
        return _with_goods(_("%(missing)s more in your cart for %(gives)s") % said, offer)
    if shipping:
        sentence = _("Only %(missing)s more of these goods for free shipping") % said
    else:
        sentence = _("%(missing)s more of these goods for %(gives)s") % said
    return _with_goods(sentence, offer)


def _with_goods(sentence: str, offer: Offer) -> str:
    """What is said of an offer, with the goods that it is for and not for."""
    parts = []
    if offer.named_on:
        parts.append(_("on %(goods)s") % {"goods": listed(list(offer.named_on))})
    if offer.named_off:
        parts.append(_("not on %(goods)s") % {"goods": listed(list(offer.named_off))})
    if not offer.scope.on_sale:
        parts.append(_("not on discounted articles"))
    said = {"sentence": sentence, "goods": ", ".join(parts)}
    return _("%(sentence)s (%(goods)s)") % said if parts else sentence


def cap_message(capped: CappedDiscount, currency: str) -> str:
    """Say why the discounts come to less than they promise."""
    return _(
        "The discounts of an order come to %(percent)s of its articles at most:"
        " %(before)s are lowered to %(after)s."
    ) % {
        "percent": percent(capped.percent),
        "before": money(capped.before, currency),
        "after": money(capped.after, currency),
    }


def step_sentences(offer: CartOffer) -> list[str]:
    """« −10 % dès 50,00 € », one a step."""
    currency = offer.shop.currency
    return [step_sentence(step_of(row), currency) for row in offer.steps.all()]


def audience_sentence(offer: CartOffer) -> str:
    chosen = {
        CartOffer.Audience.GROUPS: offer.groups,
        CartOffer.Audience.SEGMENTS: offer.segments,
    }
    rows = chosen.get(CartOffer.Audience(offer.audience))
    if rows is None:
        return str(offer.get_audience_display())
    return together([str(row) for row in rows.all()])


def period_sentence(offer: CartOffer) -> str:
    """« du 1er mai 2026 au 31 mai 2026 », in the time zone that is active."""
    if offer.ends_at is None:
        return _("from %(start)s on") % {"start": day(offer.starts_at)}
    end = last_day(offer.ends_at, timezone.get_current_timezone())
    said = {"start": day(offer.starts_at), "end": day(end)}
    return _("from %(start)s to %(end)s") % said


def offer_sentences(offer: CartOffer, goods: ScopeNames) -> Iterator[str]:
    """Describe an offer, one condition a sentence. Requires ``early_groups`` at hand."""
    if offer.early_from:
        yield _("From %(start)s already for %(groups)s.") % {
            "start": day(offer.early_from),
            "groups": together([str(group) for group in offer.early_groups.all()]),
        }
    if offer.stop:
        yield _("Where it is given, no offer after it is.")
    if not offer.with_group:
        yield _("In place of the discount of the customer’s group, if that is cheaper.")
    if not offer.with_vouchers:
        yield _("In place of vouchers, if that is cheaper.")
    if goods.on:
        yield _("Only on: %(goods)s.") % {"goods": listed(goods.on)}
    if goods.off:
        yield _("Not on: %(goods)s.") % {"goods": listed(goods.off)}
    if not offer.on_sale:
        yield _("Not on discounted articles.")


def guard_sentence(guard: MarginGuard) -> str:
    """« d’abord les offres panier, puis la remise du groupe, puis les bons »."""
    names = dict(MarginGuard.GIVEN)
    said = pgettext("turns", ", then ").join(str(names[each]) for each in guard.cut_order)
    return _("first %(turns)s") % {"turns": said}
