from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from core.money import ZERO
from shop.models import Customer, Shop
from vouchers.models import Voucher


def usable(customer: Customer, now: datetime) -> list[Voucher]:
    """His bons that an order could use now, the one that ends first on top. One query."""
    return list(
        Voucher.objects.filter(
            customer=customer,
            order=None,
            cancelled_at=None,
            valid_from__lte=now,
            valid_until__gt=now,
        ).order_by("valid_until", "code")
    )


def of_customer(customer: Customer) -> QuerySet[Voucher]:
    return Voucher.objects.filter(customer=customer).order_by("-issued_at", "-pk")


@dataclass(frozen=True, slots=True)
class Usable:
    """How many bons an order could still use, and what they come to."""

    count: int = 0
    amount: Decimal = ZERO


def usable_by_shop(shops: Iterable[Shop], now: datetime) -> dict[int, Usable]:
    """One query, however many shops."""
    rows = (
        Voucher.objects.filter(in_state(Voucher.State.USABLE, now), shop__in=list(shops))
        .values("shop")
        .annotate(count=Count("pk"), total=Sum("amount"))
        .order_by("shop")
    )
    return {row["shop"]: Usable(row["count"], row["total"]) for row in rows}


def in_state(state: Voucher.State, now: datetime) -> Q:
    """The same as ``Voucher.state_at``, for the database."""
    unused = Q(order=None, cancelled_at=None)
    return {
        Voucher.State.CANCELLED: Q(cancelled_at__isnull=False),
        Voucher.State.USED: Q(order__isnull=False, cancelled_at=None),
        Voucher.State.SCHEDULED: unused & Q(valid_from__gt=now),
        Voucher.State.EXPIRED: unused & Q(valid_from__lte=now, valid_until__lte=now),
        Voucher.State.USABLE: unused & Q(valid_from__lte=now, valid_until__gt=now),
    }[state]
