"""A shop's levels as a plan, and what another plan would move and cost."""

from django.db.models import QuerySet

from shop.models import Shop
from tiers.models import Level, Scheme
from tiers.rules import LevelPlan, Plan


def levels_of(shop: Shop) -> QuerySet[Level]:
    """Those in force, the lowest first, each with its group."""
    rows = Level.objects.filter(shop=shop, retired_at=None)
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
        levels=tuple(_plan(level) for level in levels_of(shop)),
    )


def _plan(level: Level) -> LevelPlan:
    return LevelPlan(
        key=level.pk,
        name=level.name,
        minimum=level.minimum,
        discount_percent=level.group.discount_percent,
        points_multiplier=level.group.points_multiplier,
        free_shipping=level.group.free_shipping,
        perks=level.perks,
        colour=level.colour,
        mail=level.mail,
        bon=level.bon,
        bon_worth=level.bon_worth,
        bon_days=level.bon_days,
    )
