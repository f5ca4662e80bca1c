"""What a customer has. Expiry and activation are comparisons with the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, FilteredRelation, Q, Sum, When

from earning.models import RuleVersion
from earning.queries.versions import rules_at
from earning.rules import converting
from points.models import Account, Lot
from shop.models import Customer


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """Points that can be spent until then."""

    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UpcomingLot:
    """Points that wait for the instant from which they can be spent."""

    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer has. ``value`` is what ``convertible`` points are worth now,
    ``moves`` how many movements have come to it.

    ``version`` holds the rules in force, by which points convert; ``least`` is the
    fewest that convert into a voucher.
    """

    available: int
    pending: int
    debt: int
    convertible: int
    value: Decimal
    expiring: list[ExpiringLot]
    coming: list[UpcomingLot]
    least: int
    moves: int
    version: RuleVersion

    def worth(self, points: int) -> Decimal:
        return converting.worth(points, self.version.value)


def balance(customer: Customer, now: datetime) -> Balance:
    """Answer what the customer has at that instant. Queries: 2, whatever the history."""
    version = rules_at(customer.shop, now)
    account, rows = _by_date(customer, now)
    ready = [(points, end) for starts, end, points in rows if starts is None]
    coming = [UpcomingLot(points, starts) for starts, _, points in rows if starts]
    available = sum(points for points, _ in ready)
    # What can be spent may be less than the programme converts at once.
    convertible = version.convertible(available)
    return Balance(
        available=available,
        pending=sum(each.points for each in coming),
        debt=account.debt,
        convertible=convertible,
        value=converting.worth(convertible, version.value),
        expiring=[ExpiringLot(points, end) for points, end in ready if end],
        coming=coming,
        least=version.least_convertible,
        moves=account.moves,
        version=version,
    )


type _Dated = tuple[datetime | None, datetime | None, int]


def _by_date(customer: Customer, now: datetime) -> tuple[Account, list[_Dated]]:
    """The account, and its points: from when (None: already), until when, how many.

    A customer without an account has an empty one. Queries: 1.
    """
    # What has expired is left out by the clock, whether the night has written it or not.
    alive = Q(lots__expires_at=None) | Q(lots__expires_at__gt=now)
    holding = alive & Q(lots__remaining__gt=0)
    rows = (
        Account.objects.filter(customer=customer)
        # A condition on the join, not a filter: an account without lots stays a row, so
        # that its debt and its number of movements come by the same query.
        .annotate(live=FilteredRelation("lots", condition=holding))
        .annotate(
            # All that can be spent already is one group per end, whenever it began.
            starts=Case(When(live__activates_at__gt=now, then="live__activates_at")),
            ends=F("live__expires_at"),
            left=Sum("live__remaining"),
        )
        .order_by("starts", F("ends").asc(nulls_last=True))
        .values_list("debt", "moves", "starts", "ends", "left")
    )
    account, dated = Account(customer=customer), list[_Dated]()
    # The account's own columns are the same on every row.
    for account.debt, account.moves, starts, ends, left in rows:
        dated += [(starts, ends, left)] if left else []
    return account, dated


def available_to(customers: Sequence[Customer], now: datetime) -> dict[int, int]:
    """Answer by primary key what each can spend now; 0 for none. Queries: 1."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    keys = [customer.pk for customer in customers]
    rows = Lot.objects.filter(alive, account__in=keys, remaining__gt=0)
    # Without an order: columns to sort by would be grouped by.
    rows = rows.filter(activates_at__lte=now).order_by()
    found = rows.values_list("account").annotate(points=Sum("remaining"))
    return dict.fromkeys(keys, 0) | dict(found)


def expiring_by_customer(
    customers: Iterable[int], *, now: datetime, until: datetime
) -> dict[int, dict[datetime, int]]:
    """Answer by customer how many points end when, up to ``until``; none, no key.

    Queries: 1.
    """
    rows = Lot.objects.filter(account__in=list(customers), remaining__gt=0)
    rows = rows.filter(activates_at__lte=now, expires_at__gt=now, expires_at__lte=until)
    ends = rows.order_by().values_list("account", "expires_at")
    found: dict[int, dict[datetime, int]] = {}
    for customer, end, points in ends.annotate(points=Sum("remaining")):
        found.setdefault(customer, {})[end] = points
    return found
