"""Whose birthday it is, and which actions can still give a customer points."""

from calendar import isleap
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core.days import local_day, start_of
from earning.models import ActionTerms, RuleVersion
from points.models import Movement
from points.queries.order_lots import lots_with_points
from points.rules import period_start
from shop.models import Customer, Shop


def birthdays(shop: Shop, now: datetime, chunk: int) -> Iterator[list[Customer]]:
    """Yield members whose birthday is today in the shop, and who had registered before, by
    primary key, in chunks.
    """
    today = local_day(now, shop.zone)
    born = Q(birthday__month=today.month, birthday__day=today.day)
    if (today.month, today.day) == (2, 28) and not isleap(today.year):
        # Whoever was born on 29 February has their day on the 28th where there is no 29th.
        born |= Q(birthday__month=2, birthday__day=29)
    # Who registers on their birthday could otherwise have its points again and again.
    before = Q(registered_at=None) | Q(registered_at__lt=start_of(today, shop.zone))
    rows = Customer.objects.filter(
        born, before, shop=shop, guest=False, erased_at=None
    ).order_by("pk")
    # By key, not by offset: rows may come and go between two chunks.
    last = 0
    while found := list(rows.filter(pk__gt=last)[:chunk]):
        for customer in found:
            # At hand already; without it each customer would ask for their shop.
            customer.shop = shop
        yield found
        last = found[-1].pk


def available_actions(customer: Customer, version: RuleVersion) -> list[ActionTerms]:
    """Answer the actions that can still give a member points.

    Queries: 1, and none where the version offers nothing.
    """
    terms = [each for each in version.action_terms if each.type != "account_opened"]
    if not terms:
        return []
    # A first order gives no movement of its own: it has been when an order has points.
    rows = Movement.objects.filter(account=customer.pk).exclude(action="")
    first = Value("first_order", CharField())
    ordered = lots_with_points([customer.pk]).values_list(first)
    names = rows.values_list("action").union(ordered, all=True)
    done = Counter(name for (name,) in names)
    return [each for each in terms if not is_used_up(each, done[each.type])]


def is_capped(customer: Customer, terms: ActionTerms, now: datetime) -> bool:
    """Whether the action has given the customer all it may in the period of ``now``.
    Queries: 1, or none where the action has no cap.
    """
    if terms.cap is None:
        return False
    done = Movement.objects.filter(account=customer.pk, action=terms.type)
    if start := period_start(now, terms.cap_every, customer.shop.zone):
        done = done.filter(happened_at__gte=start)
    return done.count() >= terms.cap


def is_used_up(terms: ActionTerms, times: int) -> bool:
    """Whether the action can never give again; a cap by the month opens again."""
    if terms.type == "first_order":
        return times > 0
    for_good = terms.cap is not None and terms.cap_every == ActionTerms.Every.EVER
    return for_good and times >= (terms.cap or 0)


def with_action_counts(rows: QuerySet[Customer], action: str) -> QuerySet[Customer]:
    """Add ``action_count``, how often this action has given a customer points."""
    acted = Movement.objects.filter(account=OuterRef("pk"), action=action).order_by()
    times = acted.values("account").annotate(times=Count("pk")).values("times")
    return rows.annotate(action_count=Coalesce(Subquery(times), 0))
