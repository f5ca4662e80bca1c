"""The order at hand, as settling hands it from app to app."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from shop.models.orders import Order, OrderLine
from shop.rules.amounts import OrderMoney
from shop.rules.code_history import Claims


@dataclass(frozen=True, kw_only=True)
class OrderCase:
    """An order, what settling has found out about it, and by whom and when it is settled.

    Requires: the order is locked in this transaction. ``stands``: it is not in a cancelling
    state. ``counts``: its states make it count. ``claims``: since when it names its codes
    and gift cards; None: since it was placed.
    ``new``: it has never been settled, so nothing hangs on it yet. ``silent``: it is
    history, nobody is written to and no tier gives a voucher. ``recheck``: another order
    may have a better claim to what this one has. ``moved``: it was just said to be another
    buyer's than before.
    """

    order: Order
    lines: Sequence[OrderLine]
    author: str
    now: datetime
    stands: bool = True
    counts: bool = True
    claims: Claims | None = None
    new: bool = False
    silent: bool = False
    recheck: bool = False
    moved: bool = False

    @cached_property
    def money(self) -> OrderMoney:
        """What is paid and kept of it: worked out once, for points and tier.

        Read it once vouchers are settled: they note on the lines what they took off.
        """
        return self.order.money([line.priced for line in self.lines])
