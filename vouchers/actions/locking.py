"""Vouchers are locked in one order, by primary key, their remainders with them."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.db.models.functions import Upper

from shop.models import Shop
from vouchers.models import Voucher, VoucherUse


def lock_vouchers(shop: int, codes: list[str], had: list[int]) -> list[Voucher]:
    """Lock the vouchers of these codes (in capitals) and keys, with their remainders: a
    remainder is made under the lock of the voucher it is left of. Queries: 1.
    """
    ours = Voucher.objects.alias(upper=Upper("code")).filter(shop=shop)
    named = ours.filter(Q(upper__in=codes) | Q(pk__in=had)).values("pk")
    wanted = ours.filter(Q(pk__in=named) | Q(remainder_of__in=named))
    # All in one statement and by primary key: two orders with the same codes, in whatever
    # order they name them, cannot deadlock.
    return list(wanted.select_for_update(no_key=True).order_by("pk"))


def lock_named(*, shop: Shop, orders: Collection[int], codes: Iterable[str]) -> None:
    """Lock all vouchers that these orders have and these codes name, with their remainders.
    Queries: 2.

    Before several orders are settled one after the other: each would lock its own in order,
    but all of them together would not.
    """
    had = VoucherUse.objects.filter(order__in=orders).values_list("voucher", flat=True)
    lock_vouchers(shop.pk, [code.strip().upper() for code in codes], list(had))
