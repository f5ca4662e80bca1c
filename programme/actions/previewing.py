"""What an order's statement would move, found by taking it in and undoing it all."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Upper

from giftcards.queries import order_payments as giftcards_queries
from points.queries import balance as points_queries
from programme.actions.receiving import OrderReceipt, receive_order
from referrals.queries import sponsors as referrals_queries
from shop.models import Customer, Order, Shop
from shop.rules.facts import OrderFact
from tiers.queries import standings as tiers_queries
from vouchers.actions.issuing import ORIGINS
from vouchers.models import Voucher


@dataclass(frozen=True, slots=True)
class BenefitsSnapshot:
    """A customer's points and tier, the state of each of their vouchers and the balance of
    each gift card that is named, by code; ``referral`` is how the one that brought them
    stands.
    """

    available: int
    pending: int
    debt: int
    vouchers: Mapping[str, str]
    tier: str = ""
    gift_cards: Mapping[str, Decimal] = field(default_factory=dict)
    referral: str = ""


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
class OrderPreview:
    """``receipt`` is what taking the order in would have answered; its rows are gone."""

    before: BenefitsSnapshot
    after: BenefitsSnapshot
    receipt: OrderReceipt

    @property
    def vouchers(self) -> list[VoucherChange]:
        return list(self._moved())

    def _moved(self) -> Iterator[VoucherChange]:
        before, after = self.before.vouchers, self.after.vouchers
        for code in sorted(before.keys() | after.keys()):
            if before.get(code) != after.get(code):
                yield VoucherChange(code, before.get(code, ""), after.get(code, ""))

    @property
    def points(self) -> int:
        """How far the balance moves, debt counted."""
        return _balance(self.after) - _balance(self.before)

    @property
    def changes_nothing(self) -> bool:
        return self.before == self.after

    @property
    def digest(self) -> str:
        """The same for two previews that say the same; a new voucher's code is drawn
        anew.
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


def preview_order(
    *, shop: Shop, external_id: str, fact: OrderFact, author: str, now: datetime
) -> OrderPreview:
    """What ``receive_order`` would do, by doing it. Nothing is left of it.

    Raises shop.CurrencyMismatch and Invalid, as that would.
    """
    with transaction.atomic():
        was = Order.objects.filter(shop=shop, external_id=external_id).first()
        receipt = receive_order(
            shop=shop, external_id=external_id, fact=fact, author=author, now=now
        )
        owner = receipt.stated.row.customer or (was.customer if was else None)
        after = benefits_snapshot(shop, owner, fact, now)
        transaction.set_rollback(True)
    before = benefits_snapshot(shop, owner, fact, now)
    return OrderPreview(before, after, receipt)


def benefits_snapshot(
    shop: Shop, customer: Customer | None, fact: OrderFact, now: datetime
) -> BenefitsSnapshot:
    """How they stand, with their vouchers and those and the cards that the order names."""
    codes = fact.vouchers
    vouchers = Voucher.objects.alias(upper=Upper("code")).filter(
        Q(upper__in=[code.upper() for code in codes])
        | Q(customer__isnull=False, customer=customer),
        shop=shop,
    )
    states = {voucher.code: voucher.state_at(now).value for voucher in vouchers}
    cards = giftcards_queries.balances(shop, [card.code for card in fact.gift_cards])
    if customer is None:
        return BenefitsSnapshot(0, 0, 0, states, gift_cards=cards)
    customer.shop = shop
    balance = points_queries.balance(customer, now)
    tier = tiers_queries.tier_of(customer)
    return BenefitsSnapshot(
        balance.available,
        balance.pending,
        balance.debt,
        states,
        tier.name if tier else "",
        cards,
        referrals_queries.status_of(customer),
    )


def _balance(benefits_snapshot: BenefitsSnapshot) -> int:
    return benefits_snapshot.available + benefits_snapshot.pending - benefits_snapshot.debt
