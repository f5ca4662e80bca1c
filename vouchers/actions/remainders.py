"""Remainders: what a purchase leaves of a voucher, under a code of its own."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from vouchers.actions.issuing import issue_remainder
from vouchers.models import Voucher
from vouchers.queries.finding import scopes_of
from vouchers.rules.cart import Scope


class Remainders:
    """Locked vouchers by primary key, and the remainders among them."""

    def __init__(self, rows: Mapping[int, Voucher]) -> None:
        self.rows = dict(rows)

    def whole(self, row: Voucher) -> list[Voucher]:
        """Answer the remainders of a voucher of which nothing has been used."""
        ours = [each for each in self.rows.values() if each.remainder_of_id == row.pk]
        return [remainder for remainder in ours if remainder.whole]

    def worth(self, row: Voucher) -> Decimal:
        """Answer what the voucher would be worth with its unused remainders cancelled."""
        at_hand = sum((each.amount or ZERO for each in self.whole(row)), ZERO)
        return (row.worth or ZERO) + at_hand

    def cancel(self, row: Voucher, now: datetime) -> None:
        """Cancel the unused remainders of a voucher; their amounts are its own again. One
        that somebody has used meanwhile stays.
        """
        for remainder in self.whole(row):
            remainder.cancelled_at, remainder.archived_at = now, None
            remainder.moved_at = row.moved_at = now
            remainder.save(update_fields=["cancelled_at", "archived_at", "moved_at"])
            row.reissued -= remainder.amount or ZERO
            row.save(update_fields=["reissued", "moved_at"])

    def keep(self, row: Voucher, taken: Decimal, now: datetime) -> None:
        """Bring the remainder of a voucher to what its purchase has not ``taken``.
        Idempotent.

        A purchase that took nothing leaves nothing: what the order says cannot be all, and
        such a shop would print money.
        """
        worth = self.worth(row)
        remainder = max(worth - taken, ZERO) if taken else ZERO
        if remainder == worth - (row.worth or ZERO):
            return
        self.cancel(row, now)
        if remainder:
            row.reissued, row.moved_at = row.reissued + remainder, now
            row.save(update_fields=["reissued", "moved_at"])
            scope = scopes_of([row.pk]).get(row.pk, Scope())
            kept = issue_remainder(row, remainder, scope, now)
            self.rows[kept.pk] = kept
