"""Open, change and close cart offers. An offer that has begun is never changed: another one
replaces it, so that what orders had of it can be worked out for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from segments.models import Segment
from shop.models import Category, CustomerGroup, Product, Shop
from vouchers.models import CartOffer, OfferStep
from vouchers.rules.cart import DiscountKind
from vouchers.rules.offers import DiscountStep

_GOODS = ("categories", "products", "excluded_categories", "excluded_products")
_SETS = ("groups", "segments", "early_groups", *_GOODS)


class OfferEnded(Refused):
    code = "offer_over"

    def __init__(self) -> None:
        super().__init__(_("This offer is over."))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """What an offer gives, to whom and when; ``early_groups`` before the others."""

    label_fr: str
    label_en: str = ""
    steps: Sequence[DiscountStep]
    audience: CartOffer.Audience = CartOffer.Audience.MEMBERS
    groups: Sequence[CustomerGroup] = ()
    segments: Sequence[Segment] = ()
    starts_at: datetime
    ends_at: datetime | None = None
    early_from: datetime | None = None
    early_groups: Sequence[CustomerGroup] = ()
    priority: int = 10
    stop: bool = False
    with_group: bool = True
    with_vouchers: bool = True
    categories: Sequence[Category] = ()
    products: Sequence[Product] = ()
    excluded_categories: Sequence[Category] = ()
    excluded_products: Sequence[Product] = ()
    on_sale: bool = True

    @property
    def begins_at(self) -> datetime:
        return self.early_from or self.starts_at

    @property
    def columns(self) -> dict[str, Any]:
        names = self.__dataclass_fields__.keys() - {"steps", *_SETS}
        return {name: getattr(self, name) for name in names}

    def from_now(self, now: datetime) -> "OfferTerms":
        """Answer the same terms for an offer that replaces one in force: it begins now."""
        if self.starts_at <= now:
            return replace(self, starts_at=now, early_from=None, early_groups=())
        if self.early_from and self.early_from <= now:
            return replace(self, early_from=now)
        return self


@transaction.atomic
def open_offer(*, shop: Shop, terms: OfferTerms, author: str, now: datetime) -> CartOffer:
    """Open an offer that begins now or later. Raises Invalid."""
    _check(terms)
    if terms.begins_at < now:
        said = _("An offer begins now or later.")
        raise Invalid(said, field="early_from" if terms.early_from else "starts_at")
    return _write(CartOffer(shop=shop, author=author), terms)


@transaction.atomic
def change_offer(
    *, offer: CartOffer, terms: OfferTerms, author: str, now: datetime
) -> CartOffer:
    """Change an offer, and answer the one with the new terms: another one, if it has begun.

    Raises OfferEnded and Invalid.
    """
    offer = _lock(offer)
    _check(terms)
    if offer.state_at(now) == CartOffer.State.OVER:
        raise OfferEnded
    if not offer.has_begun(now):
        if terms.begins_at < now:
            raise Invalid(_("An offer begins now or later."), field="starts_at")
        return _write(offer, terms)
    offer.closed_at = now
    offer.save(update_fields=["closed_at"])
    successor = CartOffer(shop=offer.shop, author=author, replaces=offer)
    return _write(successor, terms.from_now(now))


@transaction.atomic
def close_offer(*, offer: CartOffer, now: datetime) -> None:
    """Close an offer: no cart has it from now on. Raises OfferEnded."""
    offer = _lock(offer)
    if offer.state_at(now) == CartOffer.State.OVER:
        raise OfferEnded
    offer.closed_at = now
    offer.save(update_fields=["closed_at"])


def _lock(offer: CartOffer) -> CartOffer:
    rows = CartOffer.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("shop").get(pk=offer.pk)


def _check(terms: OfferTerms) -> None:
    """Raises Invalid."""
    if not terms.steps:
        raise Invalid(_("Say what it gives."), field="steps")
    if len({(step.minimum, step.kind) for step in terms.steps}) < len(terms.steps):
        raise Invalid(_("Two steps begin at the same amount."), field="steps")
    _check_audience(terms)
    if bool(terms.early_from) != bool(terms.early_groups):
        raise Invalid(_("Early access needs a day and groups."), field="early_from")
    if terms.early_from and terms.early_from >= terms.starts_at:
        raise Invalid(_("Early access begins before the others’."), field="early_from")
    if terms.ends_at and terms.ends_at <= terms.starts_at:
        raise Invalid(_("It would end before it begins."), field="ends_at")


def _check_audience(terms: OfferTerms) -> None:
    """Refuse an audience that names nobody, or shuts out groups that had the offer early.

    Raises Invalid.
    """
    audience = CartOffer.Audience
    if terms.audience == audience.GROUPS and not terms.groups:
        raise Invalid(_("Say which groups it is for."), field="groups")
    if terms.audience == audience.SEGMENTS and not terms.segments:
        raise Invalid(_("Say which segments it is for."), field="segments")
    early = {group.pk for group in terms.early_groups}
    shut_out = {
        audience.GROUPS: early - {group.pk for group in terms.groups},
        audience.SEGMENTS: early,
    }
    if shut_out.get(terms.audience):
        said = _("The offer must be for the groups that have it early.")
        raise Invalid(said, field="early_groups")


def _write(offer: CartOffer, terms: OfferTerms) -> CartOffer:
    for name, value in terms.columns.items():
        setattr(offer, name, value)
    offer.save()
    for name in _SETS:
        getattr(offer, name).set(getattr(terms, name))
    # Only before it has begun, when nobody has had a step of it.
    offer.steps.all().delete()
    OfferStep.objects.bulk_create(
        OfferStep(
            offer=offer,
            minimum=step.minimum,
            kind=step.kind.value,
            amount=step.amount if step.kind == DiscountKind.AMOUNT else None,
            percent=step.percent if step.kind == DiscountKind.PERCENT else None,
        )
        for step in terms.steps
    )
    return offer
