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
    """Answer the customer's vouchers that an order could use now, by end date. Queries: 1.

    One that a cart holds is among them: the cart is the customer's own.
    """
    return list(_usable(customer, now))


def usable_with_scope(customer: Customer, now: datetime) -> list[Voucher]:
    """Answer the same as ``usable``, each with the names of its goods. Queries: 1."""
    return list(with_scope_names(_usable(customer, now)))


def _usable(customer: Customer, now: datetime) -> QuerySet[Voucher]:
    uses = VoucherUse.objects.filter(order__in=orders_of(customer), voucher=OuterRef("pk"))
    # Parts of one purchase are one use, so purchases are counted and not orders.
    counted = uses.order_by().values("voucher")
    times = counted.annotate(times=Count("purchase", distinct=True)).values("times")
    return (
        Voucher.objects.filter(_living(now), customer=customer)
        .exclude(uses_per_customer__lte=Coalesce(Subquery(times), 0))
        .select_related("remainder_of")
        .order_by("valid_until", "code")
    )


def of_customer(customer: Customer) -> QuerySet[Voucher]:
    """Answer all vouchers of the customer that are not archived, the latest first."""
    rows = Voucher.objects.filter(customer=customer, archived_at=None)
    return rows.select_related("remainder_of").order_by("-issued_at", "-pk")


def made_in(batch: VoucherBatch) -> QuerySet[Voucher]:
    """Answer the vouchers of a batch, each with customer and shop, as they were made."""
    rows = Voucher.objects.filter(batch=batch).select_related("customer", "shop")
    return rows.order_by("pk")


def by_code(shop: Shop, code: str) -> Voucher | None:
    """Answer the voucher of this code, in any case and any state. Queries: 1."""
    return Voucher.objects.filter(shop=shop, code__iexact=code.strip()).first()


def cancellable(voucher: Voucher) -> bool:
    """Whether nothing of it has been used, or it is a code for many, not cancelled yet."""
    if voucher.cancelled_at:
        return False
    return not (voucher.used or voucher.reissued) or voucher.use_limit != 1


@dataclass(frozen=True, slots=True)
class UsableVouchers:
    """How many vouchers an order could still use, and what those of an amount come to."""

    count: int = 0
    amount: Decimal = ZERO


def usable_by_shop(shops: Iterable[Shop], now: datetime) -> dict[int, UsableVouchers]:
    """Answer by the shop's primary key. Queries: 1, however many shops."""
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
    """Answer the condition for vouchers that ``Voucher.state_at`` puts into this state."""
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
    """Answer the codes that the order names and could not use. Queries: 1."""
    rows = RefusedCode.objects.filter(order=order).select_related("shop")
    return list(rows.order_by("pk"))
