"""Whose birthday it is, and which actions may still give somebody points."""

from calendar import isleap
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.days import local_day, start_of
from earning.models import ActionTerms, RuleVersion
from points.models import Movement
from points.queries.order_lots import lots_with_points
from shop.models import Customer, Shop


def birthdays(shop: Shop, now: datetime, chunk: int) -> Iterator[list[Customer]]:
    """Members whose birthday is today in the shop, and who had registered before, by
    primary key.
    """
    today = local_day(now, shop.zone)
    before = Q(registered_at=None) | Q(registered_at__lt=start_of(today, shop.zone))
    rows = Customer.objects.filter(
        _born_on(today), before, shop=shop, guest=False, erased_at=None
    ).order_by("pk")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:chunk]):
        for customer in found:
            customer.shop = shop
        yield found
        last = found[-1].pk


def _born_on(today: date) -> Q:
    """Who was born on 29 February has his day on the 28th where there is no 29th."""
    born = Q(birthday__month=today.month, birthday__day=today.day)
    if (today.month, today.day) == (2, 28) and not isleap(today.year):
        born |= Q(birthday__month=2, birthday__day=29)
    return born


def still_open(customer: Customer, version: RuleVersion) -> list[ActionTerms]:
    """What may still give a member points. One query, and none where the version offers
    nothing.
    """
    terms = [each for each in version.action_terms if each.type != "account_opened"]
    if not terms:
        return []
    done = _done(customer)
    return [each for each in terms if not used_up(each, done[each.type])]


def _done(customer: Customer) -> Counter[str]:
    """How often each action has given him points; a first order, once one stands."""
    rows = Movement.objects.filter(account=customer.pk).exclude(action="")
    stands = Value("first_order", CharField())
    ordered = lots_with_points([customer.pk]).values_list(stands)
    return Counter(name for (name,) in rows.values_list("action").union(ordered, all=True))


def used_up(terms: ActionTerms, times: int) -> bool:
    """For good: a cap of the month opens again, a first order is one."""
    if terms.type == "first_order":
        return times > 0
    for_good = terms.cap is not None and terms.cap_every == ActionTerms.Every.EVER
    return for_good and times >= (terms.cap or 0)


def with_times(rows: QuerySet[Customer], action: str) -> QuerySet[Customer]:
    """Customers with how often this action has given each points, as ``times_acted``."""
    acted = Movement.objects.filter(account=OuterRef("pk"), action=action).order_by()
    times = acted.values("account").annotate(times=Count("pk")).values("times")
    return rows.annotate(times_acted=Coalesce(Subquery(times), 0))
