"""Cancel a voucher, and give back the points it was bought with."""

from datetime import datetime

from django.db import transaction

from points.actions import converting as points
from shop.actions import customers as shops
from vouchers.actions import cancelling as vouchers
from vouchers.models import Voucher


@transaction.atomic
def cancel_voucher(*, voucher: Voucher, reason: str, author: str, now: datetime) -> None:
    """Cancel a voucher by hand. One that was bought with points gives them back.

    Raises vouchers.NotCancellable, and Invalid without a reason.
    """
    if voucher.customer and voucher.origin == Voucher.Origin.POINTS:
        points.cancel_conversion(voucher=voucher, author=author, now=now)
    else:
        # A customer is locked before their voucher, as everywhere; points do so themselves.
        if voucher.customer:
            shop, external_id = voucher.shop, voucher.customer.external_id
            shops.lock_customer(shop=shop, external_id=external_id)
        vouchers.cancel(voucher=voucher, now=now)
    vouchers.record_cancellation(voucher=voucher, reason=reason, author=author)
