"""What staff see of one voucher."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Upper

from accounts.queries import staff_email
from vouchers.models import (
    RefusedCode,
    Voucher,
    VoucherCancellation,
    VoucherHold,
    VoucherUse,
)
from vouchers.queries.scope_names import ScopeNames, scope_names_of


@dataclass(frozen=True, slots=True)
class VoucherHistory:
    """``before``: the vouchers it is a remainder of, the oldest first. ``remainders``: of
    it.

    ``refused`` are the orders that named its code and could not have it. ``canceller`` is
    the address of the member of staff who cancelled it, None where nobody in particular.
    """

    goods: ScopeNames
    uses: list[VoucherUse]
    holds: list[VoucherHold]
    refused: list[RefusedCode]
    before: list[Voucher]
    remainders: list[tuple[Voucher, Voucher.State]]
    cancellation: VoucherCancellation | None
    canceller: str | None


# From the voucher up to the first of its line.
_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT remainder_of_id AS id, 1 AS step FROM vouchers_voucher WHERE id = %s
        UNION ALL
        SELECT voucher.remainder_of_id, step + 1
        FROM above JOIN vouchers_voucher voucher ON voucher.id = above.id
    )
    SELECT voucher.* FROM above JOIN vouchers_voucher voucher ON voucher.id = above.id
    ORDER BY step DESC
"""


def voucher_history(voucher: Voucher, now: datetime) -> VoucherHistory:
    """Answer uses, holds, refusals and remainders, of each the latest ``LATEST``. Queries:
    7.
    """
    uses = VoucherUse.objects.filter(voucher=voucher).select_related("order")
    holds = VoucherHold.objects.filter(voucher=voucher, expires_at__gt=now)
    refused = RefusedCode.objects.alias(upper=Upper("code")).filter(
        shop=voucher.shop_id, upper=voucher.code.upper()
    )
    remainders = Voucher.objects.filter(remainder_of=voucher).order_by("pk")
    rows = VoucherCancellation.objects.filter(voucher=voucher)
    cancellation = rows.annotate(email=staff_email("author")).first()
    return VoucherHistory(
        goods=scope_names_of([voucher])[voucher.pk],
        uses=list(uses.order_by("pk")[:LATEST]),
        holds=list(holds.select_related("customer").order_by("pk")[:LATEST]),
        refused=list(refused.select_related("order", "shop").order_by("-pk")[:LATEST]),
        before=list(Voucher.objects.raw(_ABOVE, [voucher.pk])),
        remainders=[(remainder, remainder.state_at(now)) for remainder in remainders],
        cancellation=cancellation,
        canceller=vars(cancellation)["email"] if cancellation else None,
    )


# A code for many may have been used by a hundred thousand.
LATEST = 50
