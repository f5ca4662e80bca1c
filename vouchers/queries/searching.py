"""Search vouchers in the back-office."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.functions import Lower, Upper

from shop.models import Customer, Shop
from vouchers.models import Voucher, VoucherUse


def search(rows: QuerySet[Voucher], shops: Sequence[Shop], term: str) -> QuerySet[Voucher]:
    """Keep the vouchers whose code begins so, of the customer with this address or id, or
    used by the order with this id.
    """
    term = term.strip()
    ours = Voucher.objects.filter(shop__in=shops).order_by()
    customers = Customer.objects.filter(shop__in=shops)
    whose = (
        customers.alias(address=Lower("email")).filter(address=term.lower())
        if "@" in term
        else customers.filter(external_id=term)
    )
    begins = ours.alias(upper=Upper("code")).filter(upper__startswith=term.upper())
    used = VoucherUse.objects.filter(order__shop__in=shops, order__external_id=term).values(
        "voucher"
    )
    theirs = ours.filter(customer__in=whose.values("pk"))
    # A union and no OR: each way has its index, an OR over all of them has none. For the
    # same reason a code is found by its beginning only.
    found = begins.values("pk").union(theirs.values("pk"), used, all=True)
    return rows.filter(pk__in=found)
