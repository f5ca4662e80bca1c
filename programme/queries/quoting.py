"""Quote a cart for a customer, as of now. Nothing is written.

Everybody who shows a price asks here: the API, the demo shop, the simulation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from earning.models import RuleVersion
from earning.queries.entitlement import entitlement
from earning.queries.versions import rules_at
from earning.rules.frozen_terms import FrozenTerms
from giftcards.queries import cart_payments as giftcards_cart_payments
from giftcards.rules.paying import CardPayment
from points.queries import order_lots as points_order_lots
from points.queries.paying import points_as_voucher
from shop.models import Customer, Order, Shop
from shop.phrases import group_discount_label
from shop.queries import ProductTraits, buyer, traits_by_id
from shop.rules.amounts import PricedLine
from shop.rules.facts import OrderLineFact
from vouchers.models import Voucher
from vouchers.queries.finding import find as find_vouchers
from vouchers.queries.offers import ActiveOffers, OpenOffer, active_offers
from vouchers.rules.cart import CartItem, CartVoucher, GroupDiscount
from vouchers.rules.offers import Offer
from vouchers.rules.pricing import CodeRefusal, Price, ineligibility, refusals
from vouchers.rules.pricing import price as price_cart
from vouchers.rules.thresholds import Threshold
from vouchers.rules.thresholds import thresholds as offer_thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """A cart as the shop asks about it. ``shipping`` None: not known yet.

    ``customer`` and ``cart`` are the shop's own ids; neither need have been stated.
    ``points`` are to pay a part: as the voucher does that the order will make of them.
    """

    lines: Sequence[OrderLineFact]
    customer: str | None = None
    cart: str = ""
    shipping: Decimal | None = None
    vouchers: Sequence[str] = ()
    gift_cards: Sequence[str] = ()
    points: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """The price, who pays it, vouchers that could be added and points to be earned.

    ``unpaid`` are the gift cards that pay nothing, and why. ``offers`` are those that
    the customer's carts have today, reached or not; ``thresholds`` say how far the cart
    is from what they give next.
    """

    price: Price
    payments: list[CardPayment]
    unpaid: list[CodeRefusal]
    available: list[Voucher]
    points: int
    offers: list[OpenOffer] = field(default_factory=list)
    thresholds: list[Threshold] = field(default_factory=list)

    @property
    def to_pay(self) -> Decimal:
        return self.price.total - sum((each.amount for each in self.payments), ZERO)


def quote(*, shop: Shop, wanted: QuoteRequest, now: datetime) -> Quote:
    """Answer the price, what gift cards pay of it, the codes that are refused and why, and
    the points that such an order would earn.

    Queries: 5, 1 more for somebody who earns and 1 where gift cards are named, whatever is
    in the cart.
    """
    # 1. The goods, with what the shop has stated of them.
    customer = buyer(shop, wanted.customer) if wanted.customer is not None else None
    goods = traits_by_id(shop.pk, {line.product for line in wanted.lines})
    items = [cart_item(line, goods.get(line.product)) for line in wanted.lines]
    # 2. The vouchers of these codes, and the customer's own that could be added.
    named = {code.strip().upper() for code in wanted.vouchers}
    found = find_vouchers(
        shop=shop, customer=customer, codes=named, cart=wanted.cart, now=now
    )
    usable = [each for each in found if not each.refusal]
    vouchers = [each.cart_voucher for each in usable if each.voucher.code.upper() in named]
    refused = refusals(wanted.vouchers, {each.voucher.code: each.refusal for each in found})
    # Points that pay are priced as the voucher that the order will make of them.
    paying_points = None
    if wanted.points:
        paying_points = points_as_voucher(customer, wanted.points, now)
    if isinstance(paying_points, CartVoucher):
        vouchers.append(paying_points)
    elif paying_points:
        refused.append(paying_points)
    # 3. The price. A customer who is named and was not stated yet counts as a member.
    member = wanted.customer is not None and (customer is None or customer.may_earn)
    given = active_offers(shop, customer, member=member, at=now)
    pricing = PricingTerms(wanted.shipping, vouchers, group_discount(shop, customer), given)
    priced = pricing.price(items, given.rules)
    refused = sorted([*refused, *priced.refused], key=lambda each: each.code.upper())
    # 4. What gift cards pay of it.
    payments, unpaid = giftcards_cart_payments.cart_payments(
        shop=shop,
        codes=wanted.gift_cards,
        cart=wanted.cart,
        items=items,
        price=priced,
        now=now,
    )
    # 5. Of the customer's own vouchers, those that this cart could have as well.
    available = [
        each.voucher
        for each in usable
        if customer is not None and each.voucher.customer_id == customer.pk
        if each.voucher.code.upper() not in named
        if not ineligibility(each.cart_voucher, items)
    ]
    return Quote(
        price=replace(priced, refused=refused),
        payments=payments,
        unpaid=unpaid,
        available=available,
        points=earning_terms(shop, customer, now).points(items, priced) if member else 0,
        offers=given.offers,
        thresholds=offer_thresholds(items, given.rules, pricing.price),
    )


@dataclass(frozen=True, slots=True)
class PricingTerms:
    """All that a price hangs on but the goods and the offers."""

    shipping: Decimal | None
    vouchers: Sequence[CartVoucher]
    group: GroupDiscount | None
    given: ActiveOffers

    def price(self, items: Sequence[CartItem], offers: Sequence[Offer]) -> Price:
        return price_cart(
            items,
            self.shipping,
            self.vouchers,
            self.group,
            offers=offers,
            guard=self.given.guard,
        )


def cart_item(line: OrderLineFact, goods: ProductTraits | None) -> CartItem:
    """Build the item. A product that was never stated is in no category."""
    return CartItem(
        id=line.id,
        quantity=line.quantity,
        unit_price=line.unit_price,
        unit_price_excl_tax=line.unit_price_excl_tax,
        on_sale=line.on_sale,
        product=goods.pk if goods else None,
        categories=goods.categories if goods else frozenset(),
        gift_card=goods.gift_card if goods else False,
    )


def priced_line(item: CartItem, discount: Decimal, by_vouchers: Decimal) -> PricedLine:
    """Build the line as it would stand on the order, with its share of the discounts."""
    return PricedLine(
        quantity=item.quantity,
        unit_price=item.unit_price,
        unit_price_excl_tax=item.unit_price_excl_tax,
        on_sale=item.on_sale,
        product=item.product,
        categories=sorted(item.categories),
        gift_card=item.gift_card,
        discount=discount,
        voucher_discount=by_vouchers,
    )


def group_discount(shop: Shop, customer: Customer | None) -> GroupDiscount | None:
    """Answer what the customer's group gives. ``in_prices``: shop prices contain it."""
    group = customer.group if customer else None
    if group is None:
        return None
    return GroupDiscount(
        label=group_discount_label(group),
        percent=group.discount_percent,
        free_shipping=group.free_shipping,
        in_prices=shop.applies_group,
    )


@dataclass(frozen=True, slots=True)
class EarningTerms:
    """The terms by which carts of one customer earn, as orders that are paid ``at``."""

    shop: Shop
    customer: Customer | None
    version: RuleVersion
    frozen: FrozenTerms
    at: datetime

    def points(self, items: Sequence[CartItem], priced: Price) -> int:
        """Answer what this cart would earn at this price. Queries: 0."""
        state = self.version.counting_states[0]
        order = Order(
            shop=self.shop,
            customer=self.customer,
            shipping=priced.shipping,
            discount=priced.off_goods,
            state=state,
            states_seen={state: self.at.isoformat()},
            placed_at=self.at,
            paid_at=self.at,
            qualified_at=self.at,
        )
        parts = zip(items, priced.shares, priced.voucher_shares, strict=True)
        money = order.money([priced_line(item, *shares) for item, *shares in parts])
        return entitlement(order, money, self.version, self.frozen)


def earning_terms(shop: Shop, customer: Customer | None, now: datetime) -> EarningTerms:
    """Answer the terms of carts of this customer. Queries: 1, more where the rules have
    terms; see ``rules_at``.
    """
    version = rules_at(shop, now)
    frozen = points_order_lots.frozen_terms_for(customer, version)
    return EarningTerms(shop, customer, version, frozen, now)
