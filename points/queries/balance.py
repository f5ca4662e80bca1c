"""What a customer has. Expiry and activation are comparisons with the clock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from points import rules
from points.models import Account, Lot
from points.queries.entitlement import rules_at
from shop.models import Customer


@dataclass(frozen=True, slots=True)
class Expiring:
    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer has. ``value`` is what ``convertible`` points are worth now."""

    available: int
    pending: int
    debt: int
    convertible: int
    value: Decimal
    expiring: list[Expiring]


def balance(customer: Customer, now: datetime) -> Balance:
    """Three queries, whatever the history."""
    version = rules_at(customer.shop, now)
    live = _live(customer, now)
    by_end = list(
        live.filter(activates_at__lte=now)
        .values("expires_at")
        .annotate(points=Sum("remaining"))
        .order_by(F("expires_at").asc(nulls_last=True))
    )
    available = sum(row["points"] for row in by_end)
    account = (
        Account.objects.filter(customer=customer)
        .annotate(
            pending=Sum(
                "lots__remaining",
                filter=Q(lots__activates_at__gt=now) & _alive("lots__", now),
            )
        )
        .first()
    )
    convertible = rules.convertible(
        available, minimum=version.convert_minimum, step=version.convert_step
    )
    return Balance(
        available=available,
        pending=(account and account.pending) or 0,
        debt=account.debt if account else 0,
        convertible=convertible,
        value=rules.worth(convertible, version.value),
        expiring=[
            Expiring(row["points"], row["expires_at"])
            for row in by_end
            if row["expires_at"]
        ],
    )


def available(customer: Customer, now: datetime) -> int:
    live = _live(customer, now).filter(activates_at__lte=now)
    return live.aggregate(points=Sum("remaining"))["points"] or 0


def worth(customer: Customer, points: int, now: datetime) -> Decimal:
    return rules.worth(points, rules_at(customer.shop, now).value)


def _live(customer: Customer, now: datetime) -> QuerySet[Lot]:
    return Lot.objects.filter(_alive("", now), account=customer.pk, remaining__gt=0)


def _alive(prefix: str, now: datetime) -> Q:
    return Q(**{f"{prefix}expires_at": None}) | Q(**{f"{prefix}expires_at__gt": now})
