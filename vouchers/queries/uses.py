"""Which orders have a voucher, and what became of the codes of an order."""

from collections import defaultdict
from collections.abc import Iterable

from shop.models import Customer, Order
from vouchers.models import RefusedCode, Voucher, VoucherUse


def uses_by(
    customer: Customer, vouchers: Iterable[Voucher]
) -> defaultdict[int, list[VoucherUse]]:
    """Answer by the vouchers' primary keys: the customer's orders that have each, latest
    first. An order that has become somebody else's is left out.

    Queries: 1, or none where none was used.
    """
    found: defaultdict[int, list[VoucherUse]] = defaultdict(list)
    used = [voucher.pk for voucher in vouchers if voucher.used]
    if used:
        rows = VoucherUse.objects.filter(voucher__in=used, order__customer=customer)
        for use in rows.select_related("order").order_by("-used_at", "-pk"):
            found[use.voucher_id].append(use)
    return found


def codes_of(order: Order) -> list[tuple[str, str, str]]:
    """Answer the codes that an order names, as it lists them: the code, ``used`` or
    ``refused``, and why it was refused. Queries: 2, or none where it names none.
    """
    if not order.voucher_codes:
        return []
    used = VoucherUse.objects.filter(order=order).values_list("voucher__code", flat=True)
    refused = RefusedCode.objects.filter(order=order).values_list("code", "reason")
    states = {code.upper(): ("used", "") for code in used}
    states |= {code.upper(): ("refused", reason) for code, reason in refused}
    return [
        (code, *states[code.upper()])
        for code in order.voucher_codes
        if code.upper() in states
    ]
