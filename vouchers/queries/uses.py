"""Which orders have a voucher, as its owner may know it."""

from collections import defaultdict
from collections.abc import Iterable

from shop.models import Customer
from vouchers.models import Voucher, VoucherUse


def uses_by(
    customer: Customer, vouchers: Iterable[Voucher]
) -> defaultdict[int, list[VoucherUse]]:
    """By the vouchers' primary keys: his own orders that have each, the latest first.

    An order that has become somebody else's is not told. One query, none for none used.
    """
    found: defaultdict[int, list[VoucherUse]] = defaultdict(list)
    used = [voucher.pk for voucher in vouchers if voucher.used]
    if used:
        rows = VoucherUse.objects.filter(voucher__in=used, order__customer=customer)
        for use in rows.select_related("order").order_by("-used_at", "-pk"):
            found[use.voucher_id].append(use)
    return found
