"""Many orders stated at once by a door that is open while customers shop.

Those that nobody has stated before and that concern their own customer alone are written by
the hundred, with the books, mails and vouchers of stating them one by one. Those that say
what is known already are answered without a lock. All others are left to the caller.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from core.errors import Refused
from core.patience import retry_on_deadlock
from earning.queries.versions import RulesByTime
from points.actions import history as points
from points.actions.points_settlement import PointsSettlement
from points.queries.order_lots import lots_of
from programme.actions.order_settlement import settle_order
from programme.actions.receipts import OrderReceipt
from programme.actions.settlements import OrderSettlement
from referrals.queries.friends import brought_by_sponsor
from shop.actions.checks import check_order
from shop.actions.history import NewOrder, add_orders, already_stated
from shop.actions.orders import OrderStatementResult, in_currency_of
from shop.models import Order, Shop
from shop.rules.amounts import OrderMoney
from shop.rules.facts import OrderFact
from tiers.actions import new_orders as tiers
from tiers.actions.tier_settlement import TierSettlement
from tiers.queries.standings import tiers_of
from vouchers.actions.attribution import may_have_offers
from vouchers.queries.offers import may_discount

logger = logging.getLogger(__name__)

# Few enough that their customers are not locked for long while they shop: some 100 ms.
CHUNK = 100

type AddedOrder = tuple[Order, OrderMoney]


@dataclass(slots=True)
class _Run:
    """Orders that wait to be taken in together: ``known`` before ``fresh``."""

    known: list[str] = field(default_factory=list)
    fresh: dict[str, OrderFact] = field(default_factory=dict)


def receive_many(
    *, shop: Shop, orders: Sequence[tuple[str, OrderFact]], author: str, now: datetime
) -> Iterator[OrderReceipt | None]:
    """A receipt for each order, in their order. None: the caller states it by itself, with
    ``receive_order``, before it asks for the next.

    Requires: no transaction around it, and at most ``CHUNK`` orders. Queries: 3, 3 more
    for those that are known, some 25 for those that are new.
    """
    facts = [_readable(shop, fact) for _id, fact in orders]
    ids = [external_id for external_id, _fact in orders]
    # Of an id that comes twice the first is looked up; the second may differ by then.
    firsts = {each: fact for each, fact in zip(ids[::-1], facts[::-1], strict=True) if fact}
    known = already_stated(shop, firsts)
    named = {fact.customer for fact in firsts.values() if fact.customer}
    brought = brought_by_sponsor(shop, named) if named else set()
    run, seen = _Run(), set[str]()
    for external_id, fact in zip(ids, facts, strict=True):
        again = external_id in seen or known.get(external_id) is False
        seen.add(external_id)
        if fact is None or again or fact.names_codes or fact.customer in brought:
            yield from _take_in(shop, run, author, now)
            run = _Run()
            yield None
        elif external_id not in known:
            run.fresh[external_id] = fact
        else:
            if run.fresh:
                # What a new one changes for a customer shows in the answers after it.
                yield from _take_in(shop, run, author, now)
                run = _Run()
            run.known.append(external_id)
    yield from _take_in(shop, run, author, now)


def _readable(shop: Shop, fact: OrderFact) -> OrderFact | None:
    """In the shop's currency; None for what no order can be."""
    try:
        check_order(shop, fact)
    except Refused:
        return None
    return in_currency_of(shop, fact)


def _take_in(
    shop: Shop, run: _Run, author: str, now: datetime
) -> Iterator[OrderReceipt | None]:
    if run.known:
        receipts = _as_they_stand(shop, run.known)
        yield from (receipts.get(external_id) for external_id in run.known)
    if not run.fresh:
        return
    try:
        added = retry_on_deadlock(_add, shop, run.fresh, author, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- each is stated by itself next, and answered
        # One of them cannot be taken in, or was stated by somebody else meanwhile. Nothing
        # is written: each by itself, so that it is only that one which is refused.
        logger.info("orders_one_by_one", extra={"error": type(error).__name__})
        added = {}
    yield from (added.get(external_id) for external_id in run.fresh)


def _as_they_stand(shop: Shop, external_ids: Collection[str]) -> dict[str, OrderReceipt]:
    """Nothing is locked: what an order gives hangs on its facts, which are the same.

    Queries: 3.
    """
    rows = Order.objects.filter(shop=shop, external_id__in=external_ids)
    owner = ("guest", "erased_at", "merged_into")
    orders = list(
        rows.select_related("customer").only(
            *("external_id", "notes", "customer", "shop_customer", "claimed_by"),
            *(f"customer__{name}" for name in owner),
        )
    )
    lots = lots_of(orders)
    tiers = tiers_of({order.customer_id for order in orders if order.customer_id})
    return {
        order.external_id: _receipt(
            OrderStatementResult(order),
            PointsSettlement(0, lots.get(order.pk)),
            TierSettlement(tiers.get(order.customer_id or 0)),
        )
        for order in orders
    }


def _receipt(
    stated: OrderStatementResult, points: PointsSettlement, tier: TierSettlement
) -> OrderReceipt:
    return OrderReceipt(stated, OrderSettlement(points, [], tier, [], []))


@transaction.atomic
def _add(
    shop: Shop, fresh: Mapping[str, OrderFact], author: str, now: datetime
) -> dict[str, OrderReceipt]:
    versions = RulesByTime(shop)
    additions = [
        NewOrder(
            external_id,
            fact,
            gives=fact.state in versions.at(fact.qualifying_instant).counting_states,
        )
        for external_id, fact in fresh.items()
    ]
    added = add_orders(shop=shop, additions=additions)
    placed = [fact.placed_at for fact in fresh.values()]
    discounted = may_discount(shop, min(placed), max(placed))
    settled: dict[int, OrderSettlement] = {}
    for round_ in _rounds(added):
        apart = [order for order, money in round_ if _is_apart(order, money, discounted)]
        settled |= _settle_round(round_, apart, author, now)
    return {
        order.external_id: OrderReceipt(
            OrderStatementResult(order, created=True, changed=True), settled[order.pk]
        )
        for order, _ in added
    }


def _rounds(added: Sequence[AddedOrder]) -> list[list[AddedOrder]]:
    """Each customer's first order, each customer's second …: an order earns by the tier
    that the one before it has led to.
    """
    rounds: list[list[AddedOrder]] = []
    had: dict[int | None, int] = {}
    for order, money in added:
        number = had.get(order.customer_id, 0) if order.customer_id else 0
        had[order.customer_id] = number + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append((order, money))
    return rounds


def _is_apart(order: Order, money: OrderMoney, discounted: bool) -> bool:
    """It buys gift cards, or may have been given an offer, which its lines keep."""
    buys_cards = any(line.gift_card for line in money.lines)
    return buys_cards or (discounted and may_have_offers(order))


def _settle_round(
    added: Sequence[AddedOrder], apart: Sequence[Order], author: str, now: datetime
) -> dict[int, OrderSettlement]:
    """As ``settle_order`` would settle each of them. They are of different customers, so
    that it does not matter who comes first.
    """
    left = {order.pk: order for order in apart}
    plain = [each for each in added if each[0].pk not in left]
    settled = {}
    if plain:
        # 1. Points come before the tier: an order earns by the tier held before it.
        lots = points.settle_new(
            added=plain, multipliers={}, author=author, now=now, history=False
        )
        left |= {order.pk: order for order in lots.apart}
        plain = [each for each in plain if each[0].pk not in left]
    if plain:
        moved = tiers.settle_each(added=plain, author=author, now=now)
        settled = {
            order.pk: OrderSettlement(
                lots.settlement_of(order), [], moved.get(order.pk, TierSettlement()), [], []
            )
            for order, _ in plain
        }
    # 2. What has to look at more than the order's own customer and lines.
    for pk, order in left.items():
        settled[pk] = settle_order(order=order, new=True, author=author, now=now)
    return settled
