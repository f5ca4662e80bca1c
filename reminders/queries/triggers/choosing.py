"""The trigger rule of a campaign, by its aim."""

from collections.abc import Collection, Mapping
from datetime import datetime

from reminders.models import Campaign
from reminders.queries.triggers.abandoned_cart import abandoned_cart
from reminders.queries.triggers.lapsed import LAPSED
from reminders.queries.triggers.lifecycle import BIRTHDAY, EXCLUSIVE, WELCOME
from reminders.queries.triggers.next_tier import close_to_next_tier
from reminders.queries.triggers.order_counts import FIRST_ORDER, ORDER, ORDERS
from reminders.queries.triggers.rule import TriggerRule
from reminders.queries.triggers.spending import BEST, BIG_ORDER, TURNOVER
from reminders.rules.presets import Aim

_RULES: Mapping[Aim, TriggerRule] = {
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
    campaign: Campaign, now: datetime, among: Collection[int] | None = None
) -> TriggerRule:
    """``among``: only these customers (primary keys), for rules whose ``narrow`` does not
    say how. Queries: 1 for the aim TIER, else 0.
    """
    aim = Aim(campaign.aim)
    if aim == Aim.CART:
        return abandoned_cart(campaign)
    if aim == Aim.TIER:
        return close_to_next_tier(campaign.shop, now, among)
    # Without a period the campaign looks at single orders.
    if aim == Aim.BEST and campaign.period_days is None:
        return BIG_ORDER
    return _RULES[aim]
