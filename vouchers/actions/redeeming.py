"""Settle the vouchers of an order: those it names, as far as they are its to have.

Parts of one purchase have a voucher once, and share what it is worth. A used voucher that
is worth more than its purchase took leaves a remainder, where it is made so: a voucher of
its own, under its own code. Whatever happens to the orders, the value of a voucher is that
of its uses, its living remainders and itself together, and never more than it was issued
with.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from django.db.models import Exists, Q

from shop.models import Order
from shop.models.order_case import OrderCase
from vouchers.actions.attribution import attribute, group_percent, may_have_offers
from vouchers.actions.code_results import CodeResult
from vouchers.actions.order_vouchers import OrderVouchers
from vouchers.models import (
    CappedOrder,
    OfferUse,
    RefusedCode,
    Voucher,
    VoucherUse,
)
from vouchers.rules.cart import RefusalReason

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class UseSettlement:
    """What became of the codes of an order.

    ``released`` are the primary keys of vouchers that it let go, for whoever comes next;
    ``others`` those of orders that must be settled because of this one.
    """

    codes: list[CodeResult] = field(default_factory=list)
    released: Collection[int] = ()
    others: Collection[int] = ()


def settle_use(case: OrderCase) -> UseSettlement:
    """Bring the vouchers of the order to those it names, or to none once it is cancelled.
    Idempotent.

    What each line has of the order's discounts is noted on it. An order is a fact: a code
    it could not use is answered as ``refused`` and noted for staff, and the order is taken
    in. Queries: 1 for an order that has nothing to do with vouchers or offers, and none for
    one that is new as well.
    """
    order = case.order
    named = (
        {code.strip().upper(): code for code in order.voucher_codes} if case.stands else {}
    )
    if not named and (case.new or not _was_given(order)):
        if case.stands and may_have_offers(order):
            # Nothing hangs on it yet, as on a new one.
            found = attribute(replace(case, new=True), [], group_percent(order))
            return UseSettlement(others=found.parts)
        return UseSettlement()
    # Locks the vouchers, and goes on with what it reads under that lock.
    order_vouchers = OrderVouchers(case, named)
    refused = order_vouchers.settle(case.now)
    _record_refused(order_vouchers, refused, named)
    codes = [
        CodeResult(code, REFUSED, refused[upper])
        if upper in refused
        else CodeResult(code, Voucher.State.USED.value)
        for upper, code in named.items()
    ]
    return UseSettlement(codes, order_vouchers.released, order_vouchers.others)


def _was_given(order: Order) -> bool:
    """Whether the order had a voucher or an offer, or was refused one. Queries: 1."""
    kinds = (VoucherUse, RefusedCode, OfferUse, CappedOrder)
    some = [Exists(kind._default_manager.filter(order=order)) for kind in kinds]
    return Order.objects.filter(reduce(or_, some, Q()), pk=order.pk).exists()


def _record_refused(
    vouchers: OrderVouchers, refused: dict[str, RefusalReason], named: dict[str, str]
) -> None:
    """Bring the rows of refused codes to these: one that could be used since then goes. A
    row that still says the same stays, so that staff see since when.
    """
    order = vouchers.order
    noted = [] if vouchers.case.new else list(RefusedCode.objects.filter(order=order))
    stands = {
        named[upper]: (reason, claim.since, claim.stated_at)
        for upper, reason in refused.items()
        for claim in [vouchers.claim_on(upper)]
    }
    same = {
        row.code: row
        for row in noted
        if stands.get(row.code) == (row.reason, row.claimed_at, row.stated_at)
    }
    gone = [row.pk for row in noted if row.code not in same]
    if gone:
        RefusedCode.objects.filter(pk__in=gone).delete()
    RefusedCode.objects.bulk_create(
        RefusedCode(
            shop_id=order.shop_id,
            order=order,
            code=code,
            reason=reason,
            claimed_at=claimed_at,
            stated_at=stated_at,
        )
        for code, (reason, claimed_at, stated_at) in stands.items()
        if code not in same
    )
