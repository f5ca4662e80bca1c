"""The vouchers that an order has and those it names, brought to what it should have."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Upper

from core.addresses import address_key
from core.money import ZERO
from shop.models import Order
from shop.models.order_case import OrderCase
from shop.rules.code_history import Claim
from vouchers.actions.attribution import attribute
from vouchers.actions.holding import active_holds, record_holds
from vouchers.actions.remainders import Remainders
from vouchers.models import Voucher, VoucherHold, VoucherUse
from vouchers.queries.contested import OwnClaim, contested
from vouchers.queries.finding import cart_voucher_of, scopes_of
from vouchers.queries.owners import is_owners
from vouchers.rules.cart import RefusalReason


def group_percent(order: Order) -> Decimal:
    """The group's percent today; 0 where the shop's prices contain it."""
    group = order.customer.group if order.customer else None
    if group is None or order.shop.applies_group:
        return ZERO
    return group.discount_percent


class OrderVouchers:
    """The vouchers that an order has, those it names, and their remainders: all locked."""

    def __init__(self, case: OrderCase, named: Iterable[str]) -> None:
        self.case = case
        self.order = order = case.order
        self.named = sorted(named)
        had = () if case.new else VoucherUse.objects.filter(order=order)
        self.uses = {use.voucher_id: use for use in had}
        rows = lock_vouchers(order.shop_id, self.named, [*self.uses])
        if order.purchase and any(row.partial for row in rows):
            # Another part may have made a remainder while we waited for its voucher: a
            # statement sees only what was there when it began.
            rows = lock_vouchers(order.shop_id, self.named, [*self.uses])
        self.rows = {row.pk: row for row in rows}
        self.remainders = Remainders(self.rows)
        self.by_code = {row.code.upper(): row for row in self.rows.values()}
        # After the vouchers are locked: the other parts change theirs under that lock.
        self.parts = _uses_of_parts(order, [*self.rows]) if order.purchase else []
        self.released: set[int] = set()
        self.others: set[int] = set()

    def settle(self, now: datetime) -> dict[str, RefusalReason]:
        """Codes that could not be used, and why."""
        refused: dict[str, RefusalReason] = {}
        eligible: list[Voucher] = []
        for code in self.named:
            row = self.by_code.get(code)
            reason = self._refusal(row, now)
            if reason:
                refused[code] = reason
            elif row:
                eligible.append(row)
        lost = self._lost_to_others(eligible)
        refused |= {row.code.upper(): RefusalReason.ALREADY_USED for row in lost}
        entitled = [row for row in eligible if row not in lost]
        group = self._group_percent()
        for pk in sorted(self.uses.keys() - self._kept(entitled)):
            self._release(self.rows[pk], now)
        wanted = [row for row in entitled if row.pk not in self.uses]
        # A remainder that has just come home with the voucher it is left of is gone.
        gone = [row for row in wanted if row.cancelled_at and row.use_limit == 1]
        refused |= {row.code.upper(): RefusalReason.CANCELLED for row in gone}
        if wanted := [row for row in wanted if row not in gone]:
            self._redeem(wanted, group, now)
        self._attribute(group, now)
        return refused

    def claim_on(self, code: str) -> Claim:
        """Where nothing is known of its statements, since it was placed."""
        found = self.case.claims.vouchers.get(code) if self.case.claims else None
        placed_at, stated_at = self.order.placed_at, self.order.updated_at
        if found:
            return found
        assert placed_at is not None, "a placeholder names no code"
        return Claim(placed_at, stated_at or placed_at)

    def _refusal(self, row: Voucher | None, now: datetime) -> RefusalReason | None:
        """Why it may not have it, whoever else may. What it has stays its own, as long as
        its customer does.
        """
        if row is None:
            return RefusalReason.UNKNOWN
        keys = [address_key(self.order.email)]
        if not is_owners(row, customer=self.order.customer, keys=keys):
            return RefusalReason.WRONG_CUSTOMER
        if row.pk in self.uses:
            return None
        assert self.order.placed_at is not None, "a placeholder names no code"
        return row.refusal_of_order(placed_at=self.order.placed_at, now=now)

    def _lost_to_others(self, eligible: list[Voucher]) -> list[Voucher]:
        """Those that others should have who have named them longer; and for now those that
        others still have who should not: they are settled next, and then this order again.
        """
        had = self._kept(eligible)
        claims = [
            OwnClaim(row.pk, claim.since, claim.stated_at, has=row.pk in had)
            for row in eligible
            for claim in [self.claim_on(row.code.upper())]
            if self._may_be_contested(row, claim)
        ]
        if not claims:
            return []
        due: set[int] = set()
        waits: set[int] = set()
        limited = any(row.use_limit and row.exhausted for row in eligible)
        for each in contested(self.order, claims, person_only=not limited):
            if each.order != self.order.pk:
                self.others.add(each.order)
                if each.has:
                    waits.add(each.voucher)
            elif each.due:
                due.add(each.voucher)
        asked = {claim.voucher for claim in claims}
        return [
            row
            for row in eligible
            if row.pk in asked
            and (row.pk not in due or (row.pk in waits and row.pk not in had))
        ]

    def _may_be_contested(self, row: Voucher, claim: Claim) -> bool:
        if row.uses_per_customer or self.case.recheck:
            return True
        use = self.uses.get(row.pk)
        if use is None:
            return row.exhausted
        before = use.claimed_at, use.stated_at, use.purchase
        now = claim.since, claim.stated_at, self.order.purchase_key
        return row.exhausted and before != now

    def _kept(self, entitled: Iterable[Voucher]) -> set[int]:
        """What it goes on having, as a part of the same purchase as before."""
        purchase = self.order.purchase_key
        return {
            row.pk
            for row in entitled
            if row.pk in self.uses and self.uses[row.pk].purchase == purchase
        }

    def _group_percent(self) -> Decimal:
        """As it was when the order came to have its first voucher."""
        for use in self.uses.values():
            return use.group_percent
        return group_percent(self.order)

    def _redeem(self, wanted: list[Voucher], group: Decimal, now: datetime) -> None:
        """What each took off is booked when all are known."""
        at = self.order.placed_at
        assert at is not None, "a placeholder names no code"
        # A voucher that another part of the purchase has is used already.
        ours = {use.voucher_id for use in self.parts}
        first = [row for row in wanted if row.pk not in ours]
        Voucher.objects.filter(pk__in=[row.pk for row in first]).update(
            used=F("used") + 1, used_at=at, archived_at=None
        )
        for row in first:
            row.used, row.used_at, row.archived_at = row.used + 1, at, None
        for row in wanted:
            claim = self.claim_on(row.code.upper())
            self.uses[row.pk] = VoucherUse(
                voucher=row,
                order=self.order,
                group_percent=group,
                used_at=at,
                purchase=self.order.purchase_key,
                claimed_at=claim.since,
                stated_at=claim.stated_at,
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
        """Its remainders come home, but for those that somebody has used meanwhile. What
        other parts of the purchase have had of it stays used.
        """
        use = self.uses.pop(row.pk)
        use.delete()
        if VoucherUse.objects.filter(voucher=row, purchase=use.purchase).exists():
            self._share_anew(row, now)
            return
        row.used -= 1
        row.used_at = row.used_at if row.used else None
        row.save(update_fields=["used", "used_at"])
        self.released.add(row.pk)
        self.remainders.cancel(row, now)
        if row.use_limit and row.use_limit > 1:
            record_holds(row, active_holds(row, now))

    def _share_anew(self, row: Voucher, now: datetime) -> None:
        """The other parts may have more of it now: they are settled next."""
        self.others |= {use.order_id for use in self.parts if use.voucher_id == row.pk}
        if row.partial:
            self.remainders.keep(row, self._taken(row), now)

    def _attribute(self, group: Decimal, now: datetime) -> None:
        """What each took off the order, and what is left of it."""
        amounts = self._amounts(group)
        fresh = [use for use in self.uses.values() if not use.pk]
        for use in fresh:
            use.amount = amounts[use.voucher.code]
        VoucherUse.objects.bulk_create(fresh)
        for pk, use in self.uses.items():
            row = self.rows[pk]
            self._keep_use(use, amounts[row.code], fresh=use in fresh)
            if row.partial:
                self.remainders.keep(row, self._taken(row), now)

    def _keep_use(self, use: VoucherUse, amount: Decimal, *, fresh: bool) -> None:
        claim = self.claim_on(self.rows[use.voucher_id].code.upper())
        now = {
            "amount": amount,
            "claimed_at": claim.since,
            "stated_at": claim.stated_at,
        }
        changed = [name for name, value in now.items() if getattr(use, name) != value]
        if "amount" in changed or fresh:
            self.others |= {later.order_id for later in self._parts_after(use)}
        if changed:
            for name in changed:
                setattr(use, name, now[name])
            use.save(update_fields=changed)

    def _amounts(self, group: Decimal) -> dict[str, Decimal]:
        rows = [self.rows[pk] for pk in self.uses]
        scopes = scopes_of([*self.uses]) if rows and self.order.discount else {}
        vouchers = [
            cart_voucher_of(row, scopes[row.pk], worth=self._left_for_us(row))
            for row in rows
            if row.pk in scopes
        ]
        attribution = attribute(self.case, vouchers, group)
        return {row.code: ZERO for row in rows} | attribution.vouchers

    def _left_for_us(self, row: Voucher) -> Decimal:
        """What the parts of the purchase leave that have named it longer."""
        before = sum(
            (use.amount for use in self._parts_of(row) if not self._is_after(use)), ZERO
        )
        return max((row.max_amount or self.remainders.worth(row)) - before, ZERO)

    def _parts_of(self, row: Voucher) -> list[VoucherUse]:
        return [use for use in self.parts if use.voucher_id == row.pk]

    def _parts_after(self, use: VoucherUse) -> list[VoucherUse]:
        """They share what this one leaves of an amount."""
        row = self.rows[use.voucher_id]
        later = [each for each in self._parts_of(row) if self._is_after(each)]
        return later if row.amount or row.max_amount else []

    def _is_after(self, use: VoucherUse) -> bool:
        claim = self.claim_on(self.rows[use.voucher_id].code.upper())
        ours = (claim.since, claim.stated_at, self.order.pk)
        return (use.claimed_at, use.stated_at, use.order_id) > ours

    def _taken(self, row: Voucher) -> Decimal:
        """By all parts of the purchase."""
        own = self.uses.get(row.pk)
        taken = sum((use.amount for use in self._parts_of(row)), ZERO)
        return taken + (own.amount if own else ZERO)


def lock_vouchers(shop: int, codes: list[str], had: list[int]) -> list[Voucher]:
    """By primary key. A remainder is made under the lock of the voucher it is left of."""
    ours = Voucher.objects.alias(upper=Upper("code")).filter(shop=shop)
    named = ours.filter(Q(upper__in=codes) | Q(pk__in=had)).values("pk")
    wanted = ours.filter(Q(pk__in=named) | Q(remainder_of__in=named))
    return list(wanted.select_for_update(no_key=True).order_by("pk"))


def _uses_of_parts(order: Order, vouchers: Collection[int]) -> list[VoucherUse]:
    """What the other parts of its purchase have of these vouchers. Queries: 1."""
    rows = VoucherUse.objects.filter(purchase=order.purchase_key, voucher__in=vouchers)
    return list(rows.exclude(order=order).order_by("pk"))
