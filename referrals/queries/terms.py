from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from referrals.models import ReferralTerms, RewardTerms, Sponsor
from shop.models import Customer, Shop


def terms_at(shop: Shop, now: datetime) -> ReferralTerms | None:
    """The version in force; None where the shop has never opened its parrainage."""
    rows = ReferralTerms.objects.filter(shop=shop, effective_from__lte=now).order_by(
        "-number"
    )
    found = rows.first()
    if found:
        found.shop = shop
    return found


def open_terms(shop: Shop, now: datetime) -> ReferralTerms | None:
    """The version in force, where it lets customers bring friends."""
    found = terms_at(shop, now)
    return found if found and found.active else None


def terms_version(shop: Shop, number: int | None, now: datetime) -> ReferralTerms | None:
    """The version of that number, or the one in force; None where it is not there."""
    if number is None:
        return terms_at(shop, now)
    found = ReferralTerms.objects.filter(shop=shop, number=number).first()
    if found:
        found.shop = shop
    return found


@dataclass(frozen=True, slots=True)
class ReferralOffer:
    """What both sides are given, and the customer's own code once he has one."""

    for_sponsor: RewardTerms
    for_friend: RewardTerms
    code: str


def with_referral_offer(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Customers with what ``deal_of`` tells: no query more."""
    latest = ReferralTerms.objects.filter(shop=OuterRef("shop")).order_by("-number")
    code = Sponsor.objects.filter(customer=OuterRef("pk")).values("code")
    # Amounts as text: JSON knows no decimals.
    gifts = JSONObject(**{name: Cast(name, TextField()) for name in _GIFTS})
    return rows.annotate(
        gifts_of_deal=Subquery(latest.filter(active=True).values(gifts=gifts)[:1]),
        sponsor_code=Subquery(code[:1]),
    )


_GIFTS = [
    *("sponsor_points", "sponsor_amount", "sponsor_percent"),
    *("friend_points", "friend_amount", "friend_percent"),
]


def referral_offer_of(customer: Customer) -> ReferralOffer | None:
    """Of a customer who came with it; None where nobody can bring friends."""
    found: Any = customer
    if not customer.brings_friends or not found.gifts_of_deal:  # type: ignore[attr-defined]
        return None
    said: dict[str, str | None] = found.gifts_of_deal
    return ReferralOffer(
        _gift(said, "sponsor"), _gift(said, "friend"), found.sponsor_code or ""
    )


def _gift(said: dict[str, str | None], side: str) -> RewardTerms:
    points, amount, percent = (
        said[f"{side}_{kind}"] for kind in ("points", "amount", "percent")
    )
    return RewardTerms(
        int(points) if points else None,
        Decimal(amount) if amount else None,
        Decimal(percent) if percent else None,
    )


def with_referrals_open(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Customers who know whether they can bring friends, as ``brings_friends``."""
    latest = ReferralTerms.objects.filter(shop=OuterRef("shop")).order_by("-number")
    return rows.annotate(brings_friends=Subquery(latest.values("active")[:1]))
