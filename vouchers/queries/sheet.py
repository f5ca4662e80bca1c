"""All that is known of one voucher."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Upper

from accounts.queries import author_name, staff_email
from vouchers.models import Cancellation, RefusedCode, Voucher, VoucherHold, VoucherUse
from vouchers.queries.naming import conditions, goods_named
from vouchers.queries.telling import why_refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """``before`` is what it is the rest of, the oldest first; ``rests`` what is left of it.

    ``refused`` are the orders that named its code and could not have it.
    """

    conditions: list[str]
    uses: list[VoucherUse]
    holds: list[VoucherHold]
    refused: list[tuple[RefusedCode, str]]
    before: list[Voucher]
    rests: list[tuple[Voucher, Voucher.State]]
    cancellation: Cancellation | None
    cancelled_by: str


# From the voucher up to the first of its line.
_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT rest_of_id AS id, 1 AS step FROM vouchers_voucher WHERE id = %s
        UNION ALL
        SELECT voucher.rest_of_id, step + 1
        FROM above JOIN vouchers_voucher voucher ON voucher.id = above.id
    )
    SELECT voucher.* FROM above JOIN vouchers_voucher voucher ON voucher.id = above.id
    ORDER BY step DESC
"""


def sheet(voucher: Voucher, now: datetime) -> Sheet:
    """Seven queries."""
    uses = VoucherUse.objects.filter(voucher=voucher).select_related("order")
    holds = VoucherHold.objects.filter(voucher=voucher, expires_at__gt=now)
    refused = RefusedCode.objects.alias(upper=Upper("code")).filter(
        shop=voucher.shop_id, upper=voucher.code.upper()
    )
    rests = Voucher.objects.filter(rest_of=voucher).order_by("pk")
    cancellation = _cancellation(voucher)
    return Sheet(
        conditions=conditions(voucher, goods_named([voucher])[voucher.pk]),
        uses=list(uses.order_by("pk")[:LATEST]),
        holds=list(holds.select_related("customer").order_by("pk")[:LATEST]),
        refused=[
            (row, why_refused(row))
            for row in refused.select_related("order", "shop").order_by("-pk")[:LATEST]
        ],
        before=list(Voucher.objects.raw(_ABOVE, [voucher.pk])),
        rests=[(rest, rest.state_at(now)) for rest in rests],
        cancellation=cancellation,
        cancelled_by=author_name(cancellation.author, vars(cancellation)["email"])
        if cancellation
        else "",
    )


def _cancellation(voucher: Voucher) -> Cancellation | None:
    rows = Cancellation.objects.filter(voucher=voucher)
    return rows.annotate(email=staff_email("author")).first()


# A code for many may have been used by a hundred thousand.
LATEST = 50
