"""Give a customer a tier by hand, for a time or for good."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from shop.actions import customers as shops
from shop.models import Customer
from shop.queries import merged_ids
from tiers.actions.reviewing import MoveCause, TierReview, review_customer
from tiers.models import Move, Pin, Tier


@transaction.atomic
def pin(
    *,
    customer: Customer,
    tier: Tier,
    reason: str,
    until: datetime | None,
    at_least: bool,
    author: str,
    now: datetime,
) -> TierReview | None:
    """Replaces an earlier pin.

    Raises: Invalid.
    """
    if not reason.strip():
        raise Invalid(_("Say why: the customer may ask."), field="reason")
    if until is not None and until <= now:
        raise Invalid(_("This day has gone by."), field="until")
    if tier.retired_at or tier.shop_id != customer.shop_id:
        raise Invalid(_("There is no such tier."), field="tier")
    # Checked before locking: a refusal costs nobody a wait.
    locked = _lock(customer, now)
    Pin.objects.create(
        shop=locked.shop,
        customer=locked,
        tier=tier,
        at_least=at_least,
        reason=reason.strip(),
        until=until,
        author=author,
        made_at=now,
    )
    return _review(locked, author, now)


@transaction.atomic
def unpin(*, customer: Customer, author: str, now: datetime) -> TierReview | None:
    """End the pin: spending decides again from now on."""
    return _review(_lock(customer, now), author, now)


def _lock(customer: Customer, now: datetime) -> Customer:
    """Lock the customer and end the pin they have: there is one at a time."""
    locked = shops.lock_customer(shop=customer.shop, external_id=customer.external_id)
    Pin.objects.filter(customer=locked, ended_at=None).update(ended_at=now)
    return locked


def _review(customer: Customer, author: str, now: datetime) -> TierReview | None:
    cause = MoveCause(Move.Cause.HAND, Move.Cause.HAND, author)
    return review_customer(customer=customer, cause=cause, now=now)


def on_erase(*, customer: Customer) -> None:
    """Delete what staff have written about the tiers of this person, under every id that
    was merged into the customer's.
    """
    Pin.objects.filter(customer__in=merged_ids(customer)).update(reason="")
