"""What a till must know of a voucher before it takes the code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shop.models import Customer
from shop.queries import canonical
from vouchers.models import Voucher, VoucherHold

GOODS = ("categories", "products", "excluded_categories", "excluded_products")


@dataclass(frozen=True, slots=True)
class VoucherAtTheTill:
    """Whose it is, what it is for by the shop's own ids, and the ``cart`` that holds it."""

    customer: str | None
    goods: Mapping[str, list[str]]
    cart: str | None


def at_the_till(voucher: Voucher, now: datetime) -> VoucherAtTheTill:
    """Answer what a till must know. Queries: 5; 1 more for a voucher that has an owner, and
    1 for each merge of that customer.
    """
    owner = None
    if voucher.customer_id:
        # By the id that the shop knows today, also where the owner was merged into another.
        owner = canonical(Customer.objects.get(pk=voucher.customer_id)).external_id
    holds = VoucherHold.objects.filter(voucher=voucher, expires_at__gt=now)
    return VoucherAtTheTill(
        customer=owner,
        goods={
            name: list(
                getattr(voucher, name).order_by("pk").values_list("external_id", flat=True)
            )
            for name in GOODS
        },
        # Of a voucher for many uses the cart that holds it longest.
        cart=holds.order_by("-expires_at", "pk").values_list("cart", flat=True).first(),
    )
