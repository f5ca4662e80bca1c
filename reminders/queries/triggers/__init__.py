"""Who is due by the aim of a campaign: a statement for each, and nothing else differs."""

from collections.abc import Collection, Mapping
from datetime import datetime

from reminders.models import Campaign
from reminders.queries.triggers.abandoned_cart import abandoned_cart
from reminders.queries.triggers.lapsed import LAPSED
from reminders.queries.triggers.lifecycle import BIRTHDAY, EXCLUSIVE, WELCOME
from reminders.queries.triggers.next_tier import near_next_tier_rule
from reminders.queries.triggers.orders import FIRST_ORDER, ORDER, ORDERS
from reminders.queries.triggers.rule import TriggerRule, ordered_since
from reminders.queries.triggers.spending import BEST, BIG_ORDER, TURNOVER
from reminders.rules import Aim

__all__ = ["TriggerRule", "ordered_since", "trigger_rule_of"]

_CAUSES: Mapping[Aim, TriggerRule] = {
    Aim.ORDER: ORDER,
    Aim.BEST: BEST,
    Aim.LAPSED: LAPSED,
    Aim.WELCOME: WELCOME,
    Aim.BIRTHDAY: BIRTHDAY,
    Aim.FIRST_ORDER: FIRST_ORDER,
    Aim.ORDERS: ORDERS,
    Aim.TURNOVER: TURNOVER,
    Aim.EXCLUSIVE: EXCLUSIVE,
}


def trigger_rule_of(
    campaign: Campaign, now: datetime, only: Collection[int] | None = None
) -> TriggerRule:
    """``only`` of these customers, where ``narrow`` does not say how."""
    aim = Aim(campaign.aim)
    if aim == Aim.CART:
        return abandoned_cart(campaign)
    if aim == Aim.TIER:
        return near_next_tier_rule(campaign.shop, now, only)
    if aim == Aim.BEST and campaign.period_days is None:
        return BIG_ORDER
    return _CAUSES[aim]
