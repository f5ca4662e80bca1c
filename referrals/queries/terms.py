from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from referrals.models import ReferralTerms, RewardTerms, Sponsor
from shop.models import Customer, Shop


def terms_at(shop: Shop, now: datetime) -> ReferralTerms | None:
    """Return the version in force; None where the shop has never opened its programme."""
    rows = ReferralTerms.objects.filter(shop=shop, effective_from__lte=now)
    found = rows.order_by("-number").first()
    if found:
        found.shop = shop
    return found


def open_terms(shop: Shop, now: datetime) -> ReferralTerms | None:
    """Return the version in force, where it lets customers bring friends."""
    found = terms_at(shop, now)
    return found if found and found.active else None


def terms_version(shop: Shop, number: int | None, now: datetime) -> ReferralTerms | None:
    """Return the version of that number, or else the one in force; None where there is
    none.
    """
    if number is None:
        return terms_at(shop, now)
    found = ReferralTerms.objects.filter(shop=shop, number=number).first()
    if found:
        found.shop = shop
    return found


@dataclass(frozen=True, slots=True)
class ReferralOffer:
    """What both sides are given, and the customer's own code once they have one."""

    for_sponsor: RewardTerms
    for_friend: RewardTerms
    code: str


_REWARD_FIELDS = [
    *("sponsor_points", "sponsor_amount", "sponsor_percent"),
    *("friend_points", "friend_amount", "friend_percent"),
]


def with_referral_offer(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Annotate customers for ``referral_offer_of``, which then asks no query."""
    latest = ReferralTerms.objects.filter(shop=OuterRef("shop")).order_by("-number")
    code = Sponsor.objects.filter(customer=OuterRef("pk")).values("code")
    # Amounts as text: JSON knows no decimals.
    rewards = JSONObject(**{name: Cast(name, TextField()) for name in _REWARD_FIELDS})
    return rows.annotate(
        rewards_offered=Subquery(latest.filter(active=True).values(rewards=rewards)[:1]),
        sponsor_code=Subquery(code[:1]),
    )


def referral_offer_of(customer: Customer) -> ReferralOffer | None:
    """Return the offer of a customer from ``with_referral_offer``; None where nobody can
    bring friends. Queries: 0.
    """
    found: Any = customer
    if not customer.brings_friends or not found.rewards_offered:  # type: ignore[attr-defined]
        return None
    rewards: dict[str, str | None] = found.rewards_offered
    return ReferralOffer(
        _reward(rewards, "sponsor"), _reward(rewards, "friend"), found.sponsor_code or ""
    )


def _reward(rewards: dict[str, str | None], side: str) -> RewardTerms:
    points, amount, percent = (
        rewards[f"{side}_{kind}"] for kind in ("points", "amount", "percent")
    )
    return RewardTerms(
        int(points) if points else None,
        Decimal(amount) if amount else None,
        Decimal(percent) if percent else None,
    )


def with_referrals_open(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Annotate customers with whether they can bring friends, as ``brings_friends``."""
    # Of the latest version, not of any active one: it may have closed the programme.
    latest = ReferralTerms.objects.filter(shop=OuterRef("shop")).order_by("-number")
    return rows.annotate(brings_friends=Subquery(latest.values("active")[:1]))
