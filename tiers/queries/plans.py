"""The tiers of a shop that are in force, as a plan."""

from django.db.models import QuerySet

from shop.models import Shop
from tiers.models import Scheme, Tier
from tiers.rules.plans import Plan, TierPlan


def tiers_of(shop: Shop) -> QuerySet[Tier]:
    """Answer the tiers in force, the lowest first, each with its group."""
    rows = Tier.objects.filter(shop=shop, retired_at=None)
    return rows.select_related("group").order_by("minimum")


def plan_of(shop: Shop) -> Plan:
    """Answer the plan in force. Queries: 2."""
    # A shop that never had tiers starts from the defaults of a scheme.
    scheme = Scheme.objects.filter(shop=shop).first() or Scheme(shop=shop)
    tiers = tuple(
        TierPlan(
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
        for tier in tiers_of(shop)
    )
    return Plan(
        window=scheme.window,
        months=scheme.months,
        with_tax=scheme.with_tax,
        with_shipping=scheme.with_shipping,
        before_discount=scheme.before_discount,
        grace_days=scheme.grace_days,
        notice_days=scheme.notice_days,
        excluded_groups=tuple(scheme.excluded_groups),
        tiers=tiers,
    )
