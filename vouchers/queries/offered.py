"""Offers as the merchant reads them: in sentences, and what they have come to."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.days import last_day
from core.templatetags.typography import day, together
from shop.models import CustomerGroup, Order
from vouchers.models import (
    CappedOrder,
    CartOffer,
    MarginGuard,
    OfferStep,
    OfferUse,
    VoucherUse,
)
from vouchers.queries.naming import ScopeNames, listed
from vouchers.queries.offers import step_of
from vouchers.queries.promising import step_sentence


def with_results(rows: QuerySet[CartOffer]) -> QuerySet[CartOffer]:
    """How many orders have each, and what it took off their goods."""
    return rows.annotate(orders=Count("uses"), given=Sum("uses__amount"))


def with_words(rows: QuerySet[CartOffer]) -> QuerySet[CartOffer]:
    """With steps and groups at hand: four queries, however many."""
    steps = OfferStep.objects.order_by("minimum", "pk")
    groups = CustomerGroup.objects.order_by("name", "pk")
    return rows.prefetch_related(
        Prefetch("steps", steps),
        Prefetch("groups", groups),
        Prefetch("early_groups", groups),
        "segments",
    )


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


def offer_sentences(offer: CartOffer) -> Iterator[str]:
    """All that it says beside what it gives. Four queries."""
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
    goods = _goods(offer)
    if goods.on:
        yield _("Only on: %(goods)s.") % {"goods": listed(goods.on)}
    if goods.off:
        yield _("Not on: %(goods)s.") % {"goods": listed(goods.off)}
    if not offer.on_sale:
        yield _("Not on discounted articles.")


def _goods(offer: CartOffer) -> ScopeNames:
    on = [*offer.categories.order_by("name"), *offer.products.order_by("name")]
    off = [
        *offer.excluded_categories.order_by("name"),
        *offer.excluded_products.order_by("name"),
    ]
    return ScopeNames([str(row) for row in on], [str(row) for row in off])


@dataclass(frozen=True, slots=True)
class OrderDiscounts:
    """What has come off an order: by voucher, by offer, and within which ceiling."""

    uses: list[VoucherUse]
    offers: list[OfferUse]
    capped: CappedOrder | None


def order_discounts(order: Order) -> OrderDiscounts:
    """Three queries."""
    uses = VoucherUse.objects.filter(order=order).select_related("voucher")
    offers = OfferUse.objects.filter(order=order).select_related("offer")
    return OrderDiscounts(
        uses=list(uses.order_by("pk")),
        offers=list(offers.order_by("pk")),
        capped=CappedOrder.objects.filter(order=order).first(),
    )


def guard_sentence(guard: MarginGuard) -> str:
    """« d’abord les offres panier, puis la remise du groupe, puis les bons »."""
    names = dict(MarginGuard.GIVEN)
    said = pgettext("turns", ", then ").join(str(names[each]) for each in guard.cut_order)
    return _("first %(turns)s") % {"turns": said}
