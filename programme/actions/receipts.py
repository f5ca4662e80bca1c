"""What became of a stated order, and what would become of one."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from programme.actions.settlements import OrderSettlement
from programme.queries.benefits import BenefitsSnapshot
from shop.actions.orders import OrderStatementResult
from vouchers.actions.issuing import ORIGINS
from vouchers.models import Voucher


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """What became of an order's statement, and of the order with it."""

    stated: OrderStatementResult
    settlement: OrderSettlement


@dataclass(frozen=True, slots=True)
class VoucherChange:
    """A voucher whose state changes; before is empty for one that is made."""

    code: str
    before: str
    after: str

    @property
    def is_of_tier(self) -> bool:
        """Made because the order leads to a tier that gives one."""
        return self.code.startswith(ORIGINS[Voucher.Origin.TIER])

    @property
    def before_label(self) -> str:
        return str(Voucher.State(self.before).label)

    @property
    def after_label(self) -> str:
        return str(Voucher.State(self.after).label)


@dataclass(frozen=True, slots=True)
class CardChange:
    """A gift card that the order names, and its balance before and after."""

    code: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class OrderPreview:
    """``receipt`` is what taking the order in would have answered; its rows are gone."""

    before: BenefitsSnapshot
    after: BenefitsSnapshot
    receipt: OrderReceipt

    @property
    def vouchers(self) -> list[VoucherChange]:
        before, after = self.before.vouchers, self.after.vouchers
        return [
            VoucherChange(code, before.get(code, ""), after.get(code, ""))
            for code in sorted(before.keys() | after.keys())
            if before.get(code) != after.get(code)
        ]

    @property
    def gift_cards(self) -> list[CardChange]:
        before, after = self.before.gift_cards, self.after.gift_cards
        return [
            CardChange(code, before[code], after[code])
            for code in sorted(before.keys() & after.keys())
            if before[code] != after[code]
        ]

    @property
    def points(self) -> int:
        """How many points the balance moves by, debt counted."""
        return _balance(self.after) - _balance(self.before)

    @property
    def changes_nothing(self) -> bool:
        return self.before == self.after

    @property
    def digest(self) -> str:
        """Hash what the preview says; equal for two that say the same. The code of a
        voucher that is new is left out: it is drawn anew each time.
        """
        figures = [
            (
                *(each.available, each.pending, each.debt, each.tier, each.referral),
                sorted(each.gift_cards.items()),
            )
            for each in (self.before, self.after)
        ]
        vouchers = [
            (voucher.before and voucher.code, voucher.before, voucher.after)
            for voucher in self.vouchers
        ]
        said = [figures, sorted(vouchers)]
        return hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()


def _balance(benefits_snapshot: BenefitsSnapshot) -> int:
    return benefits_snapshot.available + benefits_snapshot.pending - benefits_snapshot.debt
