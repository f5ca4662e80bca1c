"""Hold a voucher for a cart for a while, so that two tills do not promise it twice.

A hold is a courtesy between carts. An order is a fact, and takes no notice of it.
"""

from datetime import datetime, timedelta

from django.db import transaction

from shop.models import Customer, Shop
from vouchers.actions.refusals import CodeRefused, UnknownCode
from vouchers.models import Voucher, VoucherHold
from vouchers.queries.owners import is_owners, times_used
from vouchers.rules.cart import RefusalReason
from vouchers.rules.holding import held_until

# Long enough to pay, short enough not to be missed when the cart is left.
HOLD_FOR = timedelta(minutes=30)


@transaction.atomic
def hold(
    *, shop: Shop, code: str, cart: str, customer: Customer | None, now: datetime
) -> VoucherHold:
    """Hold the voucher for this cart. A second hold of the same cart begins anew.

    Raises UnknownCode, and CodeRefused with the reason as its code.
    """
    voucher = _lock(shop, code)
    theirs = is_owners(voucher, customer=customer, keys=())
    whose = voucher.customer_id if theirs else None
    if refusal := voucher.refusal(customer=whose, at=now):
        raise CodeRefused(refusal, voucher)
    # How often somebody unknown has used it, only the order will tell.
    most = voucher.uses_per_customer
    if most is not None and customer and times_used(voucher, customer) >= most:
        raise CodeRefused(RefusalReason.ALREADY_USED, voucher)
    ends = active_holds(voucher, now)
    others = [at for other, at in ends.items() if other != cart]
    if voucher.use_limit is not None and voucher.used + len(others) >= voucher.use_limit:
        raise CodeRefused(RefusalReason.HELD, voucher)
    held = VoucherHold(
        voucher=voucher, cart=cart, customer=customer, expires_at=now + HOLD_FOR
    )
    VoucherHold.objects.bulk_create(
        [held],
        update_conflicts=True,
        unique_fields=["voucher", "cart"],
        update_fields=["customer", "expires_at"],
    )
    record_holds(voucher, ends | {cart: held.expires_at})
    return held


@transaction.atomic
def release(*, shop: Shop, code: str, cart: str, now: datetime) -> None:
    """End this cart's hold of the voucher, if it has one. Raises UnknownCode."""
    voucher = _lock(shop, code)
    VoucherHold.objects.filter(voucher=voucher, cart=cart).delete()
    record_holds(voucher, active_holds(voucher, now))


def active_holds(voucher: Voucher, now: datetime) -> dict[str, datetime]:
    """Answer by cart until when it holds the voucher. Requires: the voucher is locked."""
    rows = VoucherHold.objects.filter(voucher=voucher, expires_at__gt=now)
    return dict(rows.values_list("cart", "expires_at").order_by("pk"))


def record_holds(voucher: Voucher, ends: dict[str, datetime]) -> None:
    """Write until when carts hold all that is left of the voucher. Requires: it is locked.

    Kept on its own row, so that lists and quotes need not read the holds.
    """
    free = None if voucher.use_limit is None else voucher.use_limit - voucher.used
    until = held_until(ends.values(), free)
    if until != voucher.held_until:
        voucher.held_until = until
        voucher.save(update_fields=["held_until"])


def _lock(shop: Shop, code: str) -> Voucher:
    rows = Voucher.objects.select_for_update(no_key=True)
    voucher = rows.filter(shop=shop, code__iexact=code.strip()).first()
    if voucher is None:
        raise UnknownCode(code)
    voucher.shop = shop
    return voucher
