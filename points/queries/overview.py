"""Figures of many customers or orders at once, for lists and the home page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypedDict

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django_stubs_ext import Annotations

from core.money import ZERO
from earning.models import RuleVersion
from earning.rules import converting
from points.models import Lot
from shop.models import Customer, Order, Shop


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What a shop owes in points, those that cannot be spent yet included."""

    members: int = 0
    points: int = 0
    value: Decimal = ZERO


def outstanding(shops: Iterable[Shop], now: datetime) -> dict[int, Outstanding]:
    """Answer by shop what its programme owes in points. Queries: 2, however many shops."""
    shops = list(shops)
    # The latest version in force of each shop: DISTINCT ON its first row by number.
    versions = (
        RuleVersion.objects.filter(shop__in=shops, effective_from__lte=now)
        .order_by("shop", "-number")
        .distinct("shop")
    )
    values = {version.shop_id: version.value for version in versions}
    held = (
        _live(now)
        .filter(shop__in=shops)
        .values("shop")
        .annotate(members=Count("account", distinct=True), points=Sum("remaining"))
        .order_by("shop")
    )
    return {
        row["shop"]: Outstanding(
            row["members"],
            row["points"],
            converting.worth(row["points"], values.get(row["shop"], ZERO)),
        )
        for row in held
    }


class Available(TypedDict):
    available: int


class NetPoints(TypedDict):
    net_points: int | None


def with_available(
    customers: QuerySet[Customer], now: datetime
) -> QuerySet[Annotated[Customer, Annotations[Available]]]:
    """Add ``available``, the points each customer can spend."""
    # A subquery, not a join: other annotations of the list must not multiply it.
    available = _live(now).filter(account=OuterRef("pk"), activates_at__lte=now)
    total = available.order_by().values("account").annotate(total=Sum("remaining"))
    return customers.annotate(available=Coalesce(Subquery(total.values("total")), 0))


def with_net_points(
    orders: QuerySet[Order],
) -> QuerySet[Annotated[Order, Annotations[NetPoints]]]:
    """Add ``net_points``, what each order has given; null where it never gave any."""
    # Of several lots, where its owners were merged: what the order has given in all.
    lots = Lot.objects.filter(order=OuterRef("pk")).order_by().values("order")
    net = F("issued") - F("clawed_back") - F("expired_counted") - F("written_off")
    total = lots.annotate(total=Sum(net))
    return orders.annotate(net_points=Subquery(total.values("total")))


def _live(now: datetime) -> QuerySet[Lot]:
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    return Lot.objects.filter(alive, remaining__gt=0)
