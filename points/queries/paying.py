"""Points in a cart: what they take off, as the voucher that the order will make of them."""

from datetime import datetime, timedelta

from core.days import close_of, local_day
from earning.queries.versions import rules_at
from earning.rules.converting import worth
from points.queries.balance import balance
from points.rules import POINTS_CODE
from shop.models import Customer
from vouchers.rules.cart import CartVoucher, DiscountKind, RefusalReason, Scope
from vouchers.rules.pricing import CodeRefusal


def points_as_voucher(
    customer: Customer | None, points: int, now: datetime
) -> CartVoucher | CodeRefusal:
    """Answer what so many points take off a cart, or why they cannot. Queries: 4."""
    if customer is None or not customer.may_earn:
        return CodeRefusal(POINTS_CODE, RefusalReason.NOT_ENOUGH_POINTS)
    version = rules_at(customer.shop, now)
    if points > balance(customer, now).available:
        return CodeRefusal(POINTS_CODE, RefusalReason.NOT_ENOUGH_POINTS)
    if points < version.least_convertible or points % version.convert_step:
        return CodeRefusal(POINTS_CODE, RefusalReason.WRONG_STEP)
    zone = customer.shop.zone
    last_day = local_day(now, zone) + timedelta(days=version.voucher_days)
    categories = version.voucher_categories.values_list("pk", flat=True)
    return CartVoucher(
        code=POINTS_CODE,
        label=version.voucher_label(customer.language or customer.shop.language),
        kind=DiscountKind.AMOUNT,
        amount=worth(points, version.value),
        minimum=version.voucher_minimum,
        scope=Scope(categories=frozenset(categories)),
        ends=close_of(last_day, zone),
    )
