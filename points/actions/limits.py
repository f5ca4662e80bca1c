"""How much a member of staff may adjust by hand, by their roles in the shop."""

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
    """Refuse what is beyond the author's limits. Of several roles the most generous counts.

    Authors who are not staff have no limit here, nor have superusers.
    Raises: NotAllowed, OverLimit.
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
        # Two adjustments of one person at once are to be added up: the second waits here.
        # Before any account, so that the order of locks is the same in both.
        User.objects.select_for_update(no_key=True).get(pk=who.pk)
        since = start_of(local_day(now, shop.zone), shop.zone)
        moved = Movement.objects.filter(
            shop=shop, kind=Movement.Kind.ADJUST, author=author, happened_at__gte=since
        )
        today = moved.aggregate(total=Sum(Abs("points")))["total"] or 0
        if today + abs(points) > most:
            raise OverLimit(limit=most, today=today)
