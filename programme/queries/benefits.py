"""What a customer has of the programme at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Upper

from giftcards.queries import order_payments as giftcards_order_payments
from points.queries import balance as points_balance
from referrals.queries import sponsors as referrals_sponsors
from shop.models import Customer, Shop
from shop.rules.facts import OrderFact
from tiers.queries import standings as tiers_standings
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


def benefits_snapshot(
    shop: Shop, customer: Customer | None, fact: OrderFact, now: datetime
) -> BenefitsSnapshot:
    """Answer how the customer stands, with the vouchers they own, and the vouchers and
    cards that the order names.
    """
    codes = fact.vouchers
    vouchers = Voucher.objects.alias(upper=Upper("code")).filter(
        Q(upper__in=[code.upper() for code in codes])
        | Q(customer__isnull=False, customer=customer),
        shop=shop,
    )
    states = {voucher.code: voucher.state_at(now).value for voucher in vouchers}
    cards = giftcards_order_payments.balances(shop, [card.code for card in fact.gift_cards])
    if customer is None:
        return BenefitsSnapshot(0, 0, 0, states, gift_cards=cards)
    customer.shop = shop
    balance = points_balance.balance(customer, now)
    tier = tiers_standings.tier_of(customer)
    return BenefitsSnapshot(
        balance.available,
        balance.pending,
        balance.debt,
        states,
        tier.name if tier else "",
        cards,
        referrals_sponsors.status_of(customer),
    )
