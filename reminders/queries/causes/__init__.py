"""Who is due by the aim of a campaign: a statement for each, and nothing else differs."""

from collections.abc import Collection, Mapping
from datetime import datetime

from reminders.models import Campaign
from reminders.queries.causes.absence import LAPSED
from reminders.queries.causes.baskets import left_basket
from reminders.queries.causes.cause import Cause, ordered_since
from reminders.queries.causes.next_tier import near_tier
from reminders.queries.causes.occasions import BIRTHDAY, EXCLUSIVE, WELCOME
from reminders.queries.causes.orders import FIRST_ORDER, ORDER, ORDERS
from reminders.queries.causes.spending import BEST, BIG_ORDER, TURNOVER
from reminders.rules import Aim

__all__ = ["Cause", "cause_of", "ordered_since"]

_CAUSES: Mapping[Aim, Cause] = {
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


def cause_of(
    campaign: Campaign, now: datetime, only: Collection[int] | None = None
) -> Cause:
    """``only`` of these customers, where ``narrow`` does not say how."""
    aim = Aim(campaign.aim)
    if aim == Aim.CART:
        return left_basket(campaign)
    if aim == Aim.TIER:
        return near_tier(campaign.shop, now, only)
    if aim == Aim.BEST and campaign.period_days is None:
        return BIG_ORDER
    return _CAUSES[aim]
