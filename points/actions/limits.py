"""How much a member of staff may adjust by hand, by his roles in the shop."""

from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Abs

from accounts.models import User
from accounts.queries import staff_of
from core.days import local_day, start_of
from points.actions.refusals import NotAllowed, OverLimit
from points.models import AdjustLimit, Movement
from shop.models import Shop


def check_limit(*, shop: Shop, author: str, points: int, now: datetime) -> None:
    """Raises NotAllowed and OverLimit. Of several roles the most generous counts.

    Whoever counts by the day waits for himself: his row is locked, before any account.
    What no member of staff does has no limit here, nor has a superuser.
    """
    if not author.startswith("staff:"):
        return
    who = staff_of(author)
    if who is None:
        raise NotAllowed
    if who.is_superuser:
        return
    limits = AdjustLimit.objects.filter(shop=shop, role__in=who.groups.values("pk"))
    fits = [limit for limit in limits if abs(points) <= limit.at_once]
    if not limits:
        raise NotAllowed
    if not fits:
        raise OverLimit(limit=max(limit.at_once for limit in limits))
    days = [limit.per_day for limit in fits]
    most = None if None in days else max(day or 0 for day in days)
    if most is not None:
        today = _moved_today(shop, who, author, now)
        if today + abs(points) > most:
            raise OverLimit(limit=most, today=today)


def _moved_today(shop: Shop, who: User, author: str, now: datetime) -> int:
    User.objects.select_for_update(no_key=True).get(pk=who.pk)
    since = start_of(local_day(now, shop.zone), shop.zone)
    moved = Movement.objects.filter(
        shop=shop, kind=Movement.Kind.ADJUST, author=author, happened_at__gte=since
    )
    return moved.aggregate(total=Sum(Abs("points")))["total"] or 0
