"""What the home page tells an owner on Monday: the last days beside those of last year."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from analytics.queries.week import Week, week
from core.days import local_day
from core.periods import PROPOSED, Period, last_days
from shop.access import may
from shop.models import Shop

NEEDS = "analytics.view_liability"
# The same weekdays, a year before.
YEAR = timedelta(weeks=52)
USUAL = 7


def monday(request: HttpRequest, shop: Shop, now: datetime) -> dict[str, Any]:
    """Nothing for whoever may not see what is owed. Queries: those of ``week``."""
    if not may(request, NEEDS):
        return {}
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(each) for each, _label in PROPOSED} else USUAL
    period = last_days(days, local_day(now, shop.zone))
    before = Period(first=period.first - YEAR, last=period.last - YEAR)
    found: Week = week(shop, period, before, now)
    return {"week": found, "days": days, "proposed": PROPOSED}
