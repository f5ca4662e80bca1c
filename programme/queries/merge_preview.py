"""What two accounts hold, and what the one that is kept will hold once they are merged."""

from dataclasses import dataclass
from datetime import datetime

from points.queries import balance as points_balance
from shop.models import Customer, Order
from vouchers.queries import usable as vouchers_usable


@dataclass(frozen=True, slots=True)
class AccountHoldings:
    """What an account brings to a merge."""

    available: int
    pending: int
    debt: int
    orders: int
    vouchers: int


def merge_preview(
    kept: Customer, absorbed: Customer, now: datetime
) -> list[AccountHoldings]:
    """Answer what each of the two has, and then what the one that is kept will have."""
    holdings = []
    for customer in (kept, absorbed):
        balance = points_balance.balance(customer, now)
        holdings.append(
            AccountHoldings(
                available=balance.available,
                pending=balance.pending,
                debt=balance.debt,
                orders=Order.objects.filter(customer=customer).count(),
                vouchers=len(vouchers_usable.usable(customer, now)),
            )
        )
    one, other = holdings
    # A debt is paid by what is available, and then by what waits.
    debt = one.debt + other.debt
    available, pending = one.available + other.available, one.pending + other.pending
    after = AccountHoldings(
        available=max(0, available - debt),
        pending=max(0, pending - max(0, debt - available)),
        debt=max(0, debt - available - pending),
        orders=one.orders + other.orders,
        vouchers=one.vouchers + other.vouchers,
    )
    return [one, other, after]
