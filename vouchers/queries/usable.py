"""Vouchers by owner, code, batch and state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.money import ZERO
from shop.models import Customer, Order, Shop
from vouchers.models import RefusedCode, Voucher, VoucherBatch, VoucherUse
from vouchers.queries.owners import orders_of
from vouchers.queries.scope_names import with_scope_names


def usable(customer: Customer, now: datetime) -> list[Voucher]:
    """The customer's vouchers that an order could use now, by end date. One query.

    One that a cart holds is among them: the cart is the customer's own.
    """
    return list(_usable(customer, now))


def usable_with_scope(customer: Customer, now: datetime) -> list[Voucher]:
    """The same, each with its goods at hand. One query."""
    return list(with_scope_names(_usable(customer, now)))


def _usable(customer: Customer, now: datetime) -> QuerySet[Voucher]:
    uses = VoucherUse.objects.filter(order__in=orders_of(customer), voucher=OuterRef("pk"))
    counted = uses.order_by().values("voucher")
    times = counted.annotate(times=Count("purchase", distinct=True)).values("times")
    return (
        Voucher.objects.filter(_living(now), customer=customer)
        .exclude(uses_per_customer__lte=Coalesce(Subquery(times), 0))
        .select_related("remainder_of")
        .order_by("valid_until", "code")
    )


def of_customer(customer: Customer) -> QuerySet[Voucher]:
    """All but those out of sight."""
    rows = Voucher.objects.filter(customer=customer, archived_at=None)
    return rows.select_related("remainder_of").order_by("-issued_at", "-pk")


def made_in(batch: VoucherBatch) -> QuerySet[Voucher]:
    """The vouchers of a batch, each with its customer and shop."""
    rows = Voucher.objects.filter(batch=batch).select_related("customer", "shop")
    return rows.order_by("pk")


def by_code(shop: Shop, code: str) -> Voucher | None:
    """Whatever has become of it. One query."""
    return Voucher.objects.filter(shop=shop, code__iexact=code.strip()).first()


def cancellable(voucher: Voucher) -> bool:
    """Nothing of it has been used, or it is a code for many."""
    if voucher.cancelled_at:
        return False
    return not (voucher.used or voucher.reissued) or voucher.use_limit != 1


@dataclass(frozen=True, slots=True)
class UsableVouchers:
    """How many vouchers an order could still use, and what those of an amount come to."""

    count: int = 0
    amount: Decimal = ZERO


def usable_by_shop(shops: Iterable[Shop], now: datetime) -> dict[int, UsableVouchers]:
    """One query, however many shops."""
    rows = (
        Voucher.objects.filter(_living(now), shop__in=list(shops))
        .values("shop")
        .annotate(count=Count("pk"), total=Sum(F("amount") - F("reissued")))
        .order_by("shop")
    )
    return {row["shop"]: UsableVouchers(row["count"], row["total"] or ZERO) for row in rows}


_FREE = Q(use_limit=None) | Q(used__lt=F("use_limit"))
_OPEN = _FREE & Q(cancelled_at=None, archived_at=None)


def _living(now: datetime) -> Q:
    return _OPEN & Q(valid_from__lte=now, valid_until__gt=now)


def in_state(state: Voucher.State, now: datetime) -> Q:
    """The same as ``Voucher.state_at``, for the database."""
    return {
        Voucher.State.CANCELLED: Q(cancelled_at__isnull=False),
        Voucher.State.ARCHIVED: Q(archived_at__isnull=False),
        Voucher.State.USED: Q(cancelled_at=None, used__gte=F("use_limit")),
        Voucher.State.SCHEDULED: _OPEN & Q(valid_from__gt=now),
        Voucher.State.EXPIRED: _OPEN & Q(valid_from__lte=now, valid_until__lte=now),
        Voucher.State.HELD: _living(now) & Q(held_until__gt=now),
        Voucher.State.USABLE: _living(now) & (Q(held_until=None) | Q(held_until__lte=now)),
    }[state]


def refused_codes(order: Order) -> list[RefusedCode]:
    """The codes that the order names and could not use. Queries: 1."""
    rows = RefusedCode.objects.filter(order=order).select_related("shop")
    return list(rows.order_by("pk"))
