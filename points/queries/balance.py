"""What a customer has. Expiry and activation are comparisons with the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, FilteredRelation, Q, Sum, When

from earning import rules
from earning.models import RuleVersion
from earning.queries import rules_at
from points.models import Account, Lot
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
    """What a customer has. ``value`` is what ``convertible`` points are worth now,
    ``moves`` how many movements have come to it.

    ``version`` holds the rules in force, by which points convert; ``least`` is the
    fewest that they turn into a voucher.
    """

    available: int
    pending: int
    debt: int
    convertible: int
    value: Decimal
    expiring: list[Expiring]
    coming: list[Coming]
    least: int
    moves: int
    version: RuleVersion

    def worth(self, points: int) -> Decimal:
        return rules.worth(points, self.version.value)


def balance(customer: Customer, now: datetime) -> Balance:
    """Two queries, whatever the history."""
    version = rules_at(customer.shop, now)
    account, rows = _by_date(customer, now)
    ready = [(points, end) for starts, end, points in rows if starts is None]
    coming = [Coming(points, starts) for starts, _, points in rows if starts]
    available = sum(points for points, _ in ready)
    convertible = version.convertible(available)
    return Balance(
        available=available,
        pending=sum(each.points for each in coming),
        debt=account.debt,
        convertible=convertible,
        value=rules.worth(convertible, version.value),
        expiring=[Expiring(points, end) for points, end in ready if end],
        coming=coming,
        least=version.least_convertible,
        moves=account.moves,
        version=version,
    )


type _Dated = tuple[datetime | None, datetime | None, int]


def _by_date(customer: Customer, now: datetime) -> tuple[Account, list[_Dated]]:
    """The account, and when its points can be spent from (None: already), until when, and
    how many. One query; who has no account yet has an empty one.
    """
    rows = (
        Account.objects.filter(customer=customer)
        .annotate(live=FilteredRelation("lots", condition=_live(now)))
        .annotate(
            starts=Case(When(live__activates_at__gt=now, then="live__activates_at")),
            ends=F("live__expires_at"),
            left=Sum("live__remaining"),
        )
        .order_by("starts", F("ends").asc(nulls_last=True))
        .values_list("debt", "moves", "starts", "ends", "left")
    )
    account, dated = Account(customer=customer), list[_Dated]()
    for account.debt, account.moves, starts, ends, left in rows:
        dated += [(starts, ends, left)] if left else []
    return account, dated


def _live(now: datetime) -> Q:
    """Of the lots of an account."""
    alive = Q(lots__expires_at=None) | Q(lots__expires_at__gt=now)
    return alive & Q(lots__remaining__gt=0)


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
