"""A shop's tiers as a plan, and what another plan would move and cost."""

from django.db.models import QuerySet

from shop.models import Shop
from tiers.models import Scheme, Tier
from tiers.rules import Plan, TierPlan


def tiers_of(shop: Shop) -> QuerySet[Tier]:
    """Those in force, the lowest first, each with its group."""
    rows = Tier.objects.filter(shop=shop, retired_at=None)
    return rows.select_related("group").order_by("minimum")


def plan_of(shop: Shop) -> Plan:
    """What is in force. Two queries."""
    scheme = Scheme.objects.filter(shop=shop).first() or Scheme(shop=shop)
    return Plan(
        window=scheme.window,
        months=scheme.months,
        with_tax=scheme.with_tax,
        with_shipping=scheme.with_shipping,
        before_discount=scheme.before_discount,
        grace_days=scheme.grace_days,
        notice_days=scheme.notice_days,
        excluded_groups=tuple(scheme.excluded_groups),
        tiers=tuple(_plan(tier) for tier in tiers_of(shop)),
    )


def _plan(tier: Tier) -> TierPlan:
    return TierPlan(
        key=tier.pk,
        name=tier.name,
        minimum=tier.minimum,
        discount_percent=tier.group.discount_percent,
        points_multiplier=tier.group.points_multiplier,
        free_shipping=tier.group.free_shipping,
        perks=tier.perks,
        colour=tier.colour,
        mail=tier.mail,
        voucher_kind=tier.voucher_kind,
        voucher_worth=tier.voucher_worth,
        voucher_days=tier.voucher_days,
    )
