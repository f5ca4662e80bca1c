"""An order has exactly the vouchers it names, as far as they go round.

A used voucher that is worth more than its order took leaves a rest, where it is made so: a
voucher of its own, under its own code. Whatever happens to the order, the value of a
voucher is that of its use, its living rests and itself together, and never more than it was
issued with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Exists, F, Q
from django.db.models.functions import Upper

from core.money import ZERO
from shop.models import Order
from vouchers.actions.attribution import attribute, may_have_offers
from vouchers.actions.holding import active_holds, record_holds
from vouchers.actions.issuing import issue_remainder
from vouchers.models import (
    CappedOrder,
    OfferUse,
    RefusedCode,
    Voucher,
    VoucherHold,
    VoucherUse,
)
from vouchers.queries.finding import cart_voucher_of, scopes_of
from vouchers.rules.cart import RefusalReason, Scope

REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CodeResult:
    """What became of a code that an order names: ``used``, or ``refused`` and why."""

    code: str
    state: str
    reason: RefusalReason | None = None


def settle_use(
    *, order: Order, stands: bool, now: datetime, new: bool = False
) -> list[CodeResult]:
    """Let the order have exactly the vouchers it names, or none once it is cancelled.

    ``stands``: the order is not in a cancelling state. ``new``: the caller knows that it
    has never been settled. An order is a fact: a code it could not use is answered as
    ``refused`` and noted for staff, and the order is taken in. Twice is once.
    """
    named = {code.upper(): code for code in order.voucher_codes} if stands else {}
    if not named and (new or not _was_given(order)):
        if stands and may_have_offers(order):
            # Nothing hangs on it yet, as on a new one.
            attribute(order, [], _group_percent(order), stands=True, new=True)
        return []
    order_vouchers = _OrderVouchers(order, named, stands=stands, new=new)
    refused = order_vouchers.settle(now)
    _record_refused(order, {named[code]: why for code, why in refused.items()}, new=new)
    return [
        CodeResult(code, REFUSED, refused[upper])
        if upper in refused
        else CodeResult(code, Voucher.State.USED.value)
        for upper, code in named.items()
    ]


def _was_given(order: Order) -> bool:
    """It had a voucher or an offer, or was refused one. One query."""
    kinds = (VoucherUse, RefusedCode, OfferUse, CappedOrder)
    some = [Exists(kind._default_manager.filter(order=order)) for kind in kinds]
    return Order.objects.filter(reduce(or_, some, Q()), pk=order.pk).exists()


def _group_percent(order: Order) -> Decimal:
    """The group's percent today; 0 where the shop's prices contain it."""
    group = order.customer.group if order.customer else None
    if group is None or order.shop.applies_group:
        return ZERO
    return group.discount_percent


class _OrderVouchers:
    """The vouchers that an order has, those it names, and their rests: all locked."""

    def __init__(
        self, order: Order, named: Iterable[str], *, stands: bool, new: bool
    ) -> None:
        self.order = order
        self.stands = stands
        self.new = new
        self.named = sorted(named)
        had = () if new else VoucherUse.objects.filter(order=order)
        self.uses = {use.voucher_id: use for use in had}
        self.rows = {row.pk: row for row in _lock(order, self.named, [*self.uses])}
        self.by_code = {row.code.upper(): row for row in self.rows.values()}

    def settle(self, now: datetime) -> dict[str, RefusalReason]:
        """Codes that could not be used, and why."""
        refused: dict[str, RefusalReason] = {}
        kept = set(self._entitled())
        for pk in sorted(self.uses.keys() - kept):
            self._release(self.rows[pk], now)
        wanted: list[Voucher] = []
        for code in self.named:
            row = self.by_code.get(code)
            reason = self._refusal(row)
            if reason:
                refused[code] = reason
            elif row and row.pk not in self.uses:
                wanted.append(row)
        group = self._group_percent()
        if wanted:
            self._redeem(wanted, group, now)
        self._attribute(group, now)
        return refused

    def _entitled(self) -> Iterable[int]:
        """What it has and still names, whoever it belongs to being its customer."""
        for code in self.named:
            row = self.by_code.get(code)
            if row and row.pk in self.uses and self._is_theirs(row):
                yield row.pk

    def _is_theirs(self, row: Voucher) -> bool:
        return row.customer_id in {None, self.order.customer_id}

    def _refusal(self, row: Voucher | None) -> RefusalReason | None:
        if row is None:
            return RefusalReason.UNKNOWN
        if row.pk in self.uses:
            return None
        assert self.order.placed_at is not None, "a placeholder names no code"
        refusal = row.refusal(customer=self.order.customer_id, at=self.order.placed_at)
        if not refusal and row.uses_per_customer and self._times(row):
            return RefusalReason.ALREADY_USED
        return refusal

    def _times(self, row: Voucher) -> bool:
        """Who has no account is told apart by e-mail."""
        order = self.order
        whose = (
            Q(order__customer=order.customer_id)
            if order.customer_id
            else Q(order__customer=None, order__email__iexact=order.email)
        )
        times = VoucherUse.objects.filter(whose, voucher=row).count()
        return times >= (row.uses_per_customer or 0)

    def _group_percent(self) -> Decimal:
        """As it was when the order came to have its first voucher."""
        for use in self.uses.values():
            return use.group_percent
        return _group_percent(self.order)

    def _redeem(self, wanted: list[Voucher], group: Decimal, now: datetime) -> None:
        """What each took off is booked when all are known."""
        at = self.order.placed_at
        assert at is not None, "a placeholder names no code"
        rows = Voucher.objects.filter(pk__in=[row.pk for row in wanted])
        rows.update(used=F("used") + 1, used_at=at, archived_at=None)
        for row in wanted:
            row.used, row.used_at, row.archived_at = row.used + 1, at, None
            self.uses[row.pk] = VoucherUse(
                voucher=row, order=self.order, group_percent=group, used_at=at
            )
            if row.use_limit and row.use_limit > 1:
                self._drop_hold(row, now)

    def _drop_hold(self, row: Voucher, now: datetime) -> None:
        """The cart has become this order. A voucher for one use has none left to hold."""
        if self.order.cart:
            cart = self.order.cart.external_id
            VoucherHold.objects.filter(voucher=row, cart=cart).delete()
        record_holds(row, active_holds(row, now))

    def _release(self, row: Voucher, now: datetime) -> None:
        """Its rests come home, but for those that somebody has used meanwhile."""
        self.uses.pop(row.pk).delete()
        row.used -= 1
        row.used_at = row.used_at if row.used else None
        row.save(update_fields=["used", "used_at"])
        self._cancel_remainders(row, now)
        if row.use_limit and row.use_limit > 1:
            record_holds(row, active_holds(row, now))

    def _remainders(self, row: Voucher) -> list[Voucher]:
        """Of which nothing has been used."""
        remainders = [
            remainder
            for remainder in self.rows.values()
            if row.pk == remainder.remainder_of_id
        ]
        return [remainder for remainder in remainders if remainder.whole]

    def _cancel_remainders(self, row: Voucher, now: datetime) -> None:
        for remainder in self._remainders(row):
            remainder.cancelled_at, remainder.archived_at = now, None
            remainder.save(update_fields=["cancelled_at", "archived_at"])
            row.reissued -= remainder.amount or ZERO
            row.save(update_fields=["reissued"])

    def _attribute(self, group: Decimal, now: datetime) -> None:
        """What each took off the order, and what is left of it."""
        amounts, scopes = self._amounts(group)
        fresh = [use for use in self.uses.values() if not use.pk]
        for use in fresh:
            use.amount = amounts[use.voucher.code]
        VoucherUse.objects.bulk_create(fresh)
        for pk, use in self.uses.items():
            row = self.rows[pk]
            if use.amount != amounts[row.code]:
                use.amount = amounts[row.code]
                use.save(update_fields=["amount"])
            if row.partial:
                self._keep_remainder(row, use.amount, scopes.get(pk, Scope()), now)

    def _amounts(self, group: Decimal) -> tuple[dict[str, Decimal], dict[int, Scope]]:
        rows = [self.rows[pk] for pk in self.uses]
        scopes = scopes_of([*self.uses]) if rows and self.order.discount else {}
        vouchers = [
            cart_voucher_of(row, scopes[row.pk], worth=self._worth(row))
            for row in rows
            if row.pk in scopes
        ]
        attribution = attribute(
            self.order, vouchers, group, stands=self.stands, new=self.new
        )
        return {row.code: ZERO for row in rows} | attribution.vouchers, scopes

    def _worth(self, row: Voucher) -> Decimal:
        """With what it could call home."""
        at_hand = sum(
            (remainder.amount or ZERO for remainder in self._remainders(row)), ZERO
        )
        return (row.worth or ZERO) + at_hand

    def _keep_remainder(
        self, row: Voucher, taken: Decimal, scope: Scope, now: datetime
    ) -> None:
        """An order that took nothing leaves nothing: what it says cannot be all."""
        remainder = self._worth(row) - taken if taken else ZERO
        if remainder == self._worth(row) - (row.worth or ZERO):
            return
        self._cancel_remainders(row, now)
        if remainder:
            row.reissued += remainder
            row.save(update_fields=["reissued"])
            kept = issue_remainder(row, remainder, scope, now)
            self.rows[kept.pk] = kept


def _lock(order: Order, codes: list[str], had: list[int]) -> list[Voucher]:
    """By primary key. A rest is made under the lock of the voucher it is left of."""
    ours = Voucher.objects.alias(upper=Upper("code")).filter(shop=order.shop_id)
    named = ours.filter(Q(upper__in=codes) | Q(pk__in=had)).values("pk")
    wanted = ours.filter(Q(pk__in=named) | Q(remainder_of__in=named))
    return list(wanted.select_for_update(no_key=True).order_by("pk"))


def _record_refused(order: Order, refused: dict[str, RefusalReason], *, new: bool) -> None:
    """Staff see exactly what stands: a code that has been used since is no matter."""
    noted = (
        {} if new else {row.code: row for row in RefusedCode.objects.filter(order=order)}
    )
    gone = [row.pk for code, row in noted.items() if refused.get(code) != row.reason]
    if gone:
        RefusedCode.objects.filter(pk__in=gone).delete()
    RefusedCode.objects.bulk_create(
        RefusedCode(shop_id=order.shop_id, order=order, code=code, reason=reason)
        for code, reason in refused.items()
        if code not in noted or noted[code].pk in gone
    )
