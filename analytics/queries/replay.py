"""A shop's past under other rules: every order and conversion again."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import batched
from typing import Any

from analytics.rules.replay import (
    DraftTerms,
    PastConversion,
    PastOrder,
    ReplayedCustomer,
    ReplayedMonth,
    replay,
)
from core.sql import Fragment, fetch
from earning.models import RuleVersion
from earning.rules import converting
from earning.rules.formula import EarningBasis
from shop.models import Order, Shop
from shop.rules.amounts import OrderMoney, PricedFee, PricedLine

# Customers at once: their orders are all in memory together.
CHUNK = 2000
# Whom it would do best and worst by.
EXTREMES = 10


@dataclass(frozen=True, slots=True)
class Change:
    """A customer, the points that their orders have given, and would have given."""

    customer: int
    name: str
    was: int
    would_be: int


@dataclass(slots=True)
class Simulation:
    """Months by their first day; ``left`` are the points that would be there today."""

    customers: int = 0
    orders: int = 0
    left: int = 0
    months: dict[date, ReplayedMonth] = field(default_factory=dict)
    best: list[Change] = field(default_factory=list)
    worst: list[Change] = field(default_factory=list)

    @property
    def total(self) -> ReplayedMonth:
        total = ReplayedMonth()
        for month in self.months.values():
            total.add(month)
        return total


_WHO = Fragment("""
    SELECT DISTINCT customer.id
    FROM shop_customer customer JOIN shop_order ON shop_order.customer_id = customer.id
    WHERE customer.shop_id = %(shop)s AND shop_order.updated_at IS NOT NULL
      AND NOT customer.guest AND customer.erased_at IS NULL
      AND customer.merged_into_id IS NULL
    ORDER BY customer.id
""")
# What an order keeps of its first settlement is kept here too; an order that has given
# nothing has the multiplier of the group its customer is in.
_ORDERS = Fragment("""
    SELECT shop_order.id, shop_order.customer_id,
           coalesce(shop_order.qualified_at, shop_order.paid_at, shop_order.placed_at),
           shop_order.states_seen, shop_order.placed_at, shop_order.discount,
           shop_order.refunded_amount, shop_order.shipping, shop_order.shipping_excl_tax,
           shop_order.shipping_refunded, shop_order.fees, shop_order.country,
           coalesce((SELECT multiplier FROM points_lot lot
                     WHERE lot.order_id = shop_order.id
                       AND lot.account_id = shop_order.customer_id
                     ORDER BY lot.id LIMIT 1), kind.points_multiplier, 1)
    FROM shop_order
    JOIN shop_customer customer ON customer.id = shop_order.customer_id
    LEFT JOIN shop_customergroup kind
           ON kind.id = coalesce(customer.tier_group_id, customer.shop_group_id)
    WHERE shop_order.customer_id = ANY(%(customers)s) AND shop_order.updated_at IS NOT NULL
    ORDER BY shop_order.customer_id, 3, shop_order.id
""")
_LINES = Fragment("""
    SELECT line.order_id, line.quantity, line.unit_price, line.unit_price_excl_tax,
           line.on_sale, line.refunded_quantity, line.refunded_amount, line.discount,
           line.known_discount, line.voucher_discount, line.product_id, line.categories,
           line.gift_card
    FROM shop_orderline line
    WHERE line.order_id = ANY(%(orders)s) ORDER BY line.id
""")
# What could be spent at a conversion: what the account had then, less what could not yet.
_CONVERSIONS = Fragment("""
    SELECT movement.account_id, movement.happened_at, -movement.points,
           movement.balance - movement.points
           - coalesce((SELECT sum(lot.issued) FROM points_lot lot
                       WHERE lot.account_id = movement.account_id
                         AND lot.activates_at > movement.happened_at
                         AND EXISTS (SELECT FROM points_ledgerentry entry
                                     JOIN points_movement earlier
                                       ON earlier.id = entry.movement_id
                                     WHERE entry.lot_id = lot.id
                                       AND earlier.number < movement.number)), 0),
           voucher.amount,
           coalesce((SELECT sum(use.amount) FROM vouchers_voucheruse use
                     WHERE use.voucher_id = voucher.id), 0)
    FROM points_movement movement
    JOIN vouchers_voucher voucher ON voucher.id = movement.voucher_id
    WHERE movement.account_id = ANY(%(customers)s) AND movement.kind = 'convert'
      AND voucher.cancelled_at IS NULL
    ORDER BY movement.account_id, movement.number
""")
_WAS = Fragment("""
    SELECT lot.account_id, sum(issued - clawed_back - expired_counted - written_off)
    FROM points_lot lot
    WHERE lot.account_id = ANY(%(customers)s) AND lot.order_id IS NOT NULL
    GROUP BY lot.account_id
""")


def customers_of(shop: Shop) -> list[int]:
    """Those who have ordered and may earn, by primary key. Queries: 1."""
    return [pk for (pk,) in fetch(_WHO.given(shop=shop.pk))]


def terms_of_draft(draft: RuleVersion) -> DraftTerms:
    return DraftTerms(
        earning=draft.earning,
        lifetime=draft.lifetime,
        value=Decimal(draft.value),
        least=draft.least_convertible,
        step=draft.convert_step,
    )


def simulate(
    shop: Shop,
    *,
    draft: RuleVersion,
    now: datetime,
    customers: Sequence[int],
    result: Simulation,
) -> Iterator[int]:
    """Fill ``result``; yields how many customers it has just been through.

    May be left at any yield: nothing is written. Queries: 4 for each chunk, and 1 at the
    end.
    """
    terms = terms_of_draft(draft)
    for chunk in batched(customers, CHUNK):
        _replay_chunk(
            shop,
            draft=draft,
            terms=terms,
            now=now,
            customers=list(chunk),
            result=result,
        )
        yield len(chunk)
    _name(result)


def _replay_chunk(
    shop: Shop,
    *,
    draft: RuleVersion,
    terms: DraftTerms,
    now: datetime,
    customers: list[int],
    result: Simulation,
) -> None:
    orders = _orders(shop, draft, customers)
    conversions = _conversions(customers)
    was = dict(fetch(_WAS.given(customers=customers)))
    for customer in customers:
        mine = orders.get(customer, [])
        told = replay(
            mine,
            conversions.get(customer, ()),
            terms,
            newcomer=all(order.earns for order in mine),
            now=now,
        )
        _add(result, told, len(mine))
        change = Change(customer, "", int(was.get(customer, 0)), told.given)
        _keep_extremes(result, change)


def _add(result: Simulation, told: ReplayedCustomer, orders: int) -> None:
    result.customers += 1
    result.orders += orders
    result.left += told.left
    for first, month in told.months.items():
        result.months.setdefault(first, ReplayedMonth()).add(month)


def _keep_extremes(result: Simulation, change: Change) -> None:
    difference = change.would_be - change.was
    if difference > 0:
        result.best.append(change)
    elif difference < 0:
        result.worst.append(change)
    # Sorted rarely: of a million customers only some hundreds are kept at a time.
    if max(len(result.best), len(result.worst)) > 50 * EXTREMES:
        _cut(result)


def _cut(result: Simulation) -> None:
    result.best.sort(key=lambda each: (each.was - each.would_be, each.customer))
    result.worst.sort(key=lambda each: (each.would_be - each.was, each.customer))
    del result.best[EXTREMES:], result.worst[EXTREMES:]


_NAMES = Fragment("""
    SELECT id, coalesce(nullif(trim(first_name || ' ' || last_name), ''), email)
    FROM shop_customer WHERE id = ANY(%(customers)s)
""")


def _name(result: Simulation) -> None:
    _cut(result)
    keys = [each.customer for each in (*result.best, *result.worst)]
    names = dict(fetch(_NAMES.given(customers=keys)))
    for changes in (result.best, result.worst):
        changes[:] = [
            Change(each.customer, names.get(each.customer, ""), each.was, each.would_be)
            for each in changes
        ]


def _orders(
    shop: Shop, draft: RuleVersion, customers: list[int]
) -> dict[int, list[PastOrder]]:
    rows = fetch(_ORDERS.given(customers=customers))
    lines = _lines([row[0] for row in rows])
    found: defaultdict[int, list[PastOrder]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(_order(row, lines.get(row[0], []), shop, draft))
    return found


def _order(
    row: Sequence[Any], lines: list[PricedLine], shop: Shop, draft: RuleVersion
) -> PastOrder:
    counted_at, states, placed_at, discount, refunded, shipping, excl, back = row[2:10]
    since = shop.earns_since
    return PastOrder(
        counted_at=counted_at,
        states_seen=_states(states),
        basis=EarningBasis(
            money=OrderMoney(
                lines=lines,
                discount=discount,
                refunded_amount=refunded,
                shipping=shipping,
                shipping_excl_tax=excl,
                shipping_refunded=back,
                fees=_fees(row[10]),
            ),
            placed_at=placed_at,
            country=row[11],
            vouchers_earn=draft.vouchers_earn,
        ),
        multiplier=row[12],
        earns=since is None or placed_at >= since,
    )


def _states(text: str | Mapping[str, str]) -> dict[str, datetime]:
    seen = json.loads(text) if isinstance(text, str) else text
    return {state: datetime.fromisoformat(at) for state, at in seen.items()}


def _fees(text: str | list[Any]) -> list[PricedFee]:
    if text in ("[]", []):
        return []
    return Order(fees=json.loads(text) if isinstance(text, str) else text).priced_fees


def _lines(orders: list[int]) -> dict[int, list[PricedLine]]:
    found: defaultdict[int, list[PricedLine]] = defaultdict(list)
    for row in fetch(_LINES.given(orders=orders)):
        found[row[0]].append(
            PricedLine(
                quantity=row[1],
                unit_price=row[2],
                unit_price_excl_tax=row[3],
                on_sale=row[4],
                refunded_quantity=row[5],
                refunded_amount=row[6],
                discount=row[7],
                known_discount=row[8],
                voucher_discount=row[9],
                product=row[10],
                categories=row[11],
                gift_card=row[12],
            )
        )
    return found


def _conversions(customers: list[int]) -> dict[int, list[PastConversion]]:
    """A conversion whose voucher was cancelled gave the points back: it is none."""
    found: defaultdict[int, list[PastConversion]] = defaultdict(list)
    for customer, at, points, available, amount, used in fetch(
        _CONVERSIONS.given(customers=customers)
    ):
        share = Fraction(int(points), max(int(available), int(points)))
        part = Fraction(used) / Fraction(amount) if amount else Fraction(0)
        found[customer].append(PastConversion(at, share, min(part, Fraction(1))))
    return found


def as_data(result: Simulation, draft: RuleVersion) -> dict[str, Any]:
    """Points are whole numbers, amounts strings with two decimals."""
    return {
        "customers": result.customers,
        "orders": result.orders,
        "given": result.total.given,
        "converted": result.total.converted,
        "expired": result.total.expired,
        "left": result.left,
        "owed": f"{converting.worth(result.left, draft.value):.2f}",
        "vouchers_issued": f"{result.total.issued:.2f}",
        "vouchers_used": f"{result.total.used:.2f}",
        "months": [
            {
                "month": f"{first:%Y-%m}",
                "given": month.given,
                "converted": month.converted,
                "expired": month.expired,
                "vouchers_issued": f"{month.issued:.2f}",
                "vouchers_used": f"{month.used:.2f}",
            }
            for first, month in sorted(result.months.items())
        ],
        "best": [_change(each) for each in result.best],
        "worst": [_change(each) for each in result.worst],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "customer": change.customer,
        "name": change.name,
        "was": change.was,
        "would_be": change.would_be,
    }
