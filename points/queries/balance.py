"""What a customer has. Expiry and activation are comparisons with the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When

from points import rules
from points.models import Account, Lot, RuleVersion
from points.queries.entitlement import rules_at
from shop.models import Customer


@dataclass(frozen=True, slots=True)
class Expiring:
    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """Points that wait for the instant from which they can be spent."""

    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer has. ``value`` is what ``convertible`` points are worth now.

    ``version`` holds the rules in force, by which points convert; ``least`` is the
    fewest that they turn into a bon.
    """

    available: int
    pending: int
    debt: int
    convertible: int
    value: Decimal
    expiring: list[Expiring]
    coming: list[Coming]
    least: int
    version: RuleVersion

    def worth(self, points: int) -> Decimal:
        return rules.worth(points, self.version.value)


def balance(customer: Customer, now: datetime) -> Balance:
    """Three queries, whatever the history."""
    version = rules_at(customer.shop, now)
    rows = list(_by_date(customer, now))
    ready = [(points, end) for starts, end, points in rows if starts is None]
    coming = [Coming(points, starts) for starts, _, points in rows if starts]
    available = sum(points for points, _ in ready)
    debt = Account.objects.filter(customer=customer).values_list("debt", flat=True)
    convertible = version.convertible(available)
    return Balance(
        available=available,
        pending=sum(each.points for each in coming),
        debt=debt.first() or 0,
        convertible=convertible,
        value=rules.worth(convertible, version.value),
        expiring=[Expiring(points, end) for points, end in ready if end],
        coming=coming,
        least=version.least_convertible,
        version=version,
    )


def _by_date(customer: Customer, now: datetime) -> Iterable[tuple[Any, Any, int]]:
    """When points can be spent from (None: already), until when, and how many."""
    return (
        _live(customer, now)
        .annotate(starts=Case(When(activates_at__gt=now, then="activates_at")))
        .values_list("starts", "expires_at")
        .annotate(points=Sum("remaining"))
        .order_by("starts", F("expires_at").asc(nulls_last=True))
    )


def available_to(customers: Sequence[Customer], now: datetime) -> dict[int, int]:
    """What each can spend now, by primary key. One query."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    keys = [customer.pk for customer in customers]
    rows = Lot.objects.filter(alive, account__in=keys, remaining__gt=0)
    rows = rows.filter(activates_at__lte=now).order_by()
    found = rows.values_list("account").annotate(points=Sum("remaining"))
    return dict.fromkeys(keys, 0) | dict(found)


def expiring_by_customer(
    customers: Iterable[int], *, now: datetime, until: datetime
) -> dict[int, dict[datetime, int]]:
    """How many of each one's points end when, up to then; who has none is not there.

    One query.
    """
    rows = Lot.objects.filter(account__in=list(customers), remaining__gt=0)
    rows = rows.filter(activates_at__lte=now, expires_at__gt=now, expires_at__lte=until)
    ends = rows.order_by().values_list("account", "expires_at")
    found: dict[int, dict[datetime, int]] = {}
    for customer, end, points in ends.annotate(points=Sum("remaining")):
        found.setdefault(customer, {})[end] = points
    return found


def _live(customer: Customer, now: datetime) -> QuerySet[Lot]:
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    return Lot.objects.filter(alive, account=customer.pk, remaining__gt=0)
