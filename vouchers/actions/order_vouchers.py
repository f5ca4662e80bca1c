"""Bring the vouchers that an order has to those it should have."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from core.addresses import address_key
from core.money import ZERO
from shop.models.order_case import OrderCase
from shop.rules.code_history import Claim
from vouchers.actions.attribution import attribute, group_percent
from vouchers.actions.holding import active_holds, record_holds
from vouchers.actions.locking import lock_vouchers
from vouchers.actions.remainders import Remainders
from vouchers.models import Voucher, VoucherHold, VoucherUse
from vouchers.queries.contested import OwnClaim, contested
from vouchers.queries.finding import cart_voucher_of, scopes_of
from vouchers.queries.owners import is_owners
from vouchers.rules.cart import RefusalReason


class OrderVouchers:
    """The vouchers that an order has, those it names, and their remainders: all locked.

    ``parts``: what other parts of its purchase have of them. ``released``: vouchers
    (primary keys) that it let go. ``others``: orders that must be settled after this one.
    """

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
        self.parts: list[VoucherUse] = []
        if order.purchase:
            uses = VoucherUse.objects.filter(
                purchase=order.purchase_key, voucher__in=[*self.rows]
            )
            self.parts = list(uses.exclude(order=order).order_by("pk"))
        self.released: set[int] = set()
        self.others: set[int] = set()

    def settle(self, now: datetime) -> dict[str, RefusalReason]:
        """Settle all of them, and answer why the codes that are refused are. Idempotent."""
        # 1. Which codes may the order have, as far as the code and the customer go?
        refused: dict[str, RefusalReason] = {}
        eligible: list[Voucher] = []
        for code in self.named:
            row = self.by_code.get(code)
            reason = self._refusal(row, now)
            if reason:
                refused[code] = reason
            elif row:
                eligible.append(row)
        # 2. Which of them should others have, who have named them longer?
        lost = self._lost_to_others(eligible)
        refused |= {row.code.upper(): RefusalReason.ALREADY_USED for row in lost}
        entitled = [row for row in eligible if row not in lost]
        # 3. The group's percent stays what it was when the order had its first voucher: a
        #    customer who changes group must not change what old orders' vouchers took.
        had = next(iter(self.uses.values()), None)
        group = had.group_percent if had else group_percent(self.order)
        # 4. Released before any is redeemed: a remainder must have come home by then.
        for pk in sorted(self.uses.keys() - self._kept(entitled)):
            self._release(self.rows[pk], now)
        wanted = [row for row in entitled if row.pk not in self.uses]
        # A remainder that has just come home with the voucher it is left of is gone.
        gone = [row for row in wanted if row.cancelled_at and row.use_limit == 1]
        refused |= {row.code.upper(): RefusalReason.CANCELLED for row in gone}
        if wanted := [row for row in wanted if row not in gone]:
            self._redeem(wanted, group, now)
        # 5. What each took off follows from all that the order has now.
        self._attribute(group, now)
        return refused

    def claim_on(self, code: str) -> Claim:
        """Answer since when the order names the code; without a history, since it was
        placed.
        """
        found = self.case.claims.vouchers.get(code) if self.case.claims else None
        placed_at, stated_at = self.order.placed_at, self.order.updated_at
        if found:
            return found
        assert placed_at is not None, "a placeholder names no code"
        return Claim(placed_at, stated_at or placed_at)

    def _refusal(self, row: Voucher | None, now: datetime) -> RefusalReason | None:
        """Answer why the order may not have the voucher, whoever else may.

        What it has stays its own, as long as it is said to be the same buyer's: a voucher
        that ends or is cancelled later was used in time, and that its owner has another
        address or another account since takes nothing from it.
        """
        if row is None:
            return RefusalReason.UNKNOWN
        if row.pk in self.uses and not self.case.moved:
            return None
        keys = [address_key(self.order.email)]
        if not is_owners(row, customer=self.order.customer, keys=keys):
            return RefusalReason.WRONG_CUSTOMER
        if row.pk in self.uses:
            return None
        assert self.order.placed_at is not None, "a placeholder names no code"
        return row.refusal_of_order(placed_at=self.order.placed_at, now=now)

    def _lost_to_others(self, eligible: list[Voucher]) -> list[Voucher]:
        """Answer those that others should have, who have named them longer; and for now
        those that others still have who should not: they are settled next, and then this
        order again.
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
        # A code that is limited per person only may be named by very many orders: then only
        # those of this person are read.
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
        """Whether others need to be asked at all: not while a code has uses left, nor where
        nothing has changed about a use that the order has.
        """
        if row.uses_per_customer or self.case.recheck:
            return True
        use = self.uses.get(row.pk)
        if use is None:
            return row.exhausted
        before = use.claimed_at, use.stated_at, use.purchase
        now = claim.since, claim.stated_at, self.order.purchase_key
        return row.exhausted and before != now

    def _kept(self, entitled: Iterable[Voucher]) -> set[int]:
        """Answer those that the order has and keeps. A use of another purchase, from before
        the order was made a part of this one, is released and taken anew.
        """
        purchase = self.order.purchase_key
        return {
            row.pk
            for row in entitled
            if row.pk in self.uses and self.uses[row.pk].purchase == purchase
        }

    def _redeem(self, wanted: list[Voucher], group: Decimal, now: datetime) -> None:
        """Count a use of each. What each takes off is worked out when all are known."""
        at = self.order.placed_at
        assert at is not None, "a placeholder names no code"
        # A voucher that another part of the purchase has is used already.
        ours = {use.voucher_id for use in self.parts}
        first = [row for row in wanted if row.pk not in ours]
        # One statement for all, and F(): the CHECK on ``used`` refuses one use too many.
        Voucher.objects.filter(pk__in=[row.pk for row in first]).update(
            used=F("used") + 1, used_at=at, moved_at=now, archived_at=None
        )
        for row in first:
            row.used, row.used_at, row.archived_at = row.used + 1, at, None
            row.moved_at = now
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
            # The cart has become this order. A voucher for one use has none left to hold.
            if row.use_limit and row.use_limit > 1:
                if cart := self.order.cart:
                    holds = VoucherHold.objects.filter(voucher=row, cart=cart.external_id)
                    holds.delete()
                record_holds(row, active_holds(row, now))

    def _release(self, row: Voucher, now: datetime) -> None:
        """Give the voucher back to its owner. Its remainders are cancelled, and their
        amounts come home, but for those that somebody has used meanwhile.

        While another part of the purchase has it, it stays used, and the parts share what
        this one leaves of it.
        """
        use = self.uses.pop(row.pk)
        use.delete()
        if VoucherUse.objects.filter(voucher=row, purchase=use.purchase).exists():
            # The other parts may have more of it now: they are settled next.
            self.others |= {use.order_id for use in self._parts_of(row)}
            if row.partial:
                self.remainders.keep(row, self._taken(row), now)
            return
        row.used -= 1
        row.used_at, row.moved_at = row.used_at if row.used else None, now
        row.save(update_fields=["used", "used_at", "moved_at"])
        self.released.add(row.pk)
        self.remainders.cancel(row, now)
        if row.use_limit and row.use_limit > 1:
            record_holds(row, active_holds(row, now))

    def _attribute(self, group: Decimal, now: datetime) -> None:
        """Write what each took off the order, and keep the rest of it as a remainder."""
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
        """Write what has changed of a use, and whom that concerns."""
        row = self.rows[use.voucher_id]
        claim = self.claim_on(row.code.upper())
        now = {
            "amount": amount,
            "claimed_at": claim.since,
            "stated_at": claim.stated_at,
        }
        changed = [name for name, value in now.items() if getattr(use, name) != value]
        # Parts that have named it later share what this one leaves of an amount.
        if (row.amount or row.max_amount) and ("amount" in changed or fresh):
            later = [each for each in self._parts_of(row) if self._is_after(each)]
            self.others |= {each.order_id for each in later}
        if changed:
            for name in changed:
                setattr(use, name, now[name])
            use.save(update_fields=changed)

    def _amounts(self, group: Decimal) -> dict[str, Decimal]:
        """Answer by code what each voucher took off the order, and note the shares on its
        lines.
        """
        rows = [self.rows[pk] for pk in self.uses]
        # Without a discount there is nothing to work out, and their goods are not read.
        scopes = scopes_of([*self.uses]) if rows and self.order.discount else {}
        vouchers = []
        for row in rows:
            if row.pk in scopes:
                # What the parts of the purchase leave that have named it longer.
                parts = [use for use in self._parts_of(row) if not self._is_after(use)]
                before = sum((use.amount for use in parts), ZERO)
                worth = max((row.max_amount or self.remainders.worth(row)) - before, ZERO)
                vouchers.append(cart_voucher_of(row, scopes[row.pk], worth=worth))
        attribution = attribute(self.case, vouchers, group)
        self.others |= {*attribution.parts}
        return {row.code: ZERO for row in rows} | attribution.vouchers

    def _parts_of(self, row: Voucher) -> list[VoucherUse]:
        return [use for use in self.parts if use.voucher_id == row.pk]

    def _is_after(self, use: VoucherUse) -> bool:
        """Whether another part has named the voucher later than this order; of two claims
        of one instant the later row.
        """
        claim = self.claim_on(self.rows[use.voucher_id].code.upper())
        ours = (claim.since, claim.stated_at, self.order.pk)
        return (use.claimed_at, use.stated_at, use.order_id) > ours

    def _taken(self, row: Voucher) -> Decimal:
        """Answer what all parts of the purchase have taken of the voucher."""
        own = self.uses.get(row.pk)
        taken = sum((use.amount for use in self._parts_of(row)), ZERO)
        return taken + (own.amount if own else ZERO)
