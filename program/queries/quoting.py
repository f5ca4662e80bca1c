"""What a basket comes to, today, for this customer. Nothing is written.

Everybody who shows a price asks here: the API, the demo shop, the simulation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from points import queries as points
from shop.models import Customer, Order, Shop
from shop.queries import Goods, goods_called
from shop.rules import Line, OrderLineFact
from vouchers import queries as vouchers
from vouchers import rules
from vouchers.models import Voucher
from vouchers.queries import Found
from vouchers.rules import Group, Item, Quote, Reason, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A basket as the shop asks about it. ``shipping`` None: not known yet.

    ``customer`` and ``cart`` are the shop's own ids; neither need have been stated.
    """

    lines: Sequence[OrderLineFact]
    customer: str | None = None
    cart: str = ""
    shipping: Decimal | None = None
    vouchers: Sequence[str] = ()
    gift_cards: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """The price, with bons that he might add and points that he would earn."""

    quote: Quote
    available: list[Voucher]
    points: int


def quote(*, shop: Shop, wanted: Wanted, now: datetime) -> Offer:
    """Four queries, and one more for somebody who earns; whatever is in the basket."""
    customer = _customer(shop, wanted.customer)
    goods = goods_called(shop.pk, {line.product for line in wanted.lines})
    items = [_item(line, goods.get(line.product)) for line in wanted.lines]
    named = {code.upper(): code for code in sorted(wanted.vouchers)}
    found = vouchers.find(
        shop=shop, customer=customer, codes=named, cart=wanted.cart, now=now
    )
    asked = {each.voucher.code.upper(): each for each in found}
    priced = rules.price(
        items,
        wanted.shipping,
        [each.bon for code, each in asked.items() if code in named and not each.refusal],
        _group(shop, customer),
    )
    refused = [*_refused(named, asked), *_unknown(wanted.gift_cards), *priced.refused]
    return Offer(
        quote=Quote(
            lines=priced.lines,
            discounts=priced.discounts,
            refused=sorted(refused, key=lambda each: each.code.upper()),
            shipping=priced.shipping,
            total=priced.total,
        ),
        available=[
            each.voucher
            for code, each in asked.items()
            if code not in named and _may_add(each, customer, items)
        ],
        points=_points(
            wanted,
            Order(
                shop=shop,
                customer=customer,
                shipping=priced.shipping,
                discount=priced.off_goods,
            ),
            [
                line.priced
                for line, item in zip(wanted.lines, items, strict=True)
                if not item.gift_card
            ],
            now,
        ),
    )


def _customer(shop: Shop, external_id: str | None) -> Customer | None:
    if external_id is None:
        return None
    rows = Customer.objects.filter(shop=shop, external_id=external_id)
    return rows.select_related("shop_group").first()


def _item(line: OrderLineFact, goods: Goods | None) -> Item:
    """A product nobody has stated stands on no shelf."""
    return Item(
        id=line.id,
        quantity=line.quantity,
        unit_price=line.unit_price,
        unit_price_excl_tax=line.unit_price_excl_tax,
        on_sale=line.on_sale,
        product=goods.pk if goods else None,
        categories=goods.categories if goods else frozenset(),
        gift_card=goods.gift_card if goods else False,
    )


def _group(shop: Shop, customer: Customer | None) -> Group | None:
    group = customer.group if customer else None
    if group is None:
        return None
    return Group(
        label=group.name or _("Your group’s discount"),
        percent=group.discount_percent,
        free_shipping=group.free_shipping,
        in_prices=shop.applies_group,
    )


def _refused(named: dict[str, str], asked: dict[str, Found]) -> Iterable[Refusal]:
    """Whatever the basket, it is no good."""
    for code, said in named.items():
        each = asked.get(code)
        if each is None:
            yield Refusal(said, Reason.UNKNOWN)
        elif each.refusal:
            yield Refusal(each.voucher.code, each.refusal)


def _unknown(gift_cards: Iterable[str]) -> Iterable[Refusal]:
    return (Refusal(code, Reason.UNKNOWN) for code in sorted(set(gift_cards)))


def _may_add(each: Found, customer: Customer | None, items: Sequence[Item]) -> bool:
    his = customer is not None and each.voucher.customer_id == customer.pk
    return his and not each.refusal and not rules.misfit(each.bon, items)


def _points(wanted: Wanted, order: Order, lines: list[Line], now: datetime) -> int:
    """What this basket would earn him as an order that is paid now.

    Nobody in particular earns nothing; who is only about to be stated will.
    """
    customer = order.customer
    if wanted.customer is None or (customer and not customer.may_earn):
        return 0
    version = points.rules_at(order.shop, now)
    order.state = version.giving_states[0]
    order.states_seen = {order.state: now.isoformat()}
    order.placed_at = order.paid_at = order.qualified_at = now
    return points.entitlement(order, lines, version, points.multiplier_of(customer))
