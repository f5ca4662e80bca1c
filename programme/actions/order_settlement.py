"""Settle: bring what an order has given to what it should have given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from earning.queries.entitlement import counts as order_counts
from earning.queries.versions import rules_of
from giftcards import actions as giftcards
from giftcards.actions.paying import CardResult
from giftcards.models import GiftCard
from points.actions import settling as points
from points.actions.settling import PointsSettlement
from programme.queries import stated_orders as programme_queries
from shop import actions as shops
from shop.models import Order, OrderLine, Shop
from tiers.actions import settling as tiers
from tiers.actions.settling import TierSettlement
from vouchers.actions import redeeming as vouchers
from vouchers.actions.redeeming import CodeResult

if TYPE_CHECKING:
    from earning.models import RuleVersion


@dataclass(frozen=True, slots=True)
class OrderSettlement:
    """What an order has given once settled, and what this run changed of it."""

    points: PointsSettlement
    vouchers: list[CodeResult]
    tier: TierSettlement
    paid_by: list[CardResult]
    bought: list[GiftCard]


def settle_order(
    *,
    order: Order,
    author: str,
    now: datetime,
    version: "RuleVersion | None" = None,
    lines: Sequence[OrderLine] | None = None,
    new: bool = False,
    history: bool = False,
) -> OrderSettlement:
    """Bring what the order has given to what it should have given. Idempotent.

    Requires: the caller has locked the order in its transaction. ``version`` and ``lines``
    of the order need not be read again where the caller has them at hand; ``new`` says
    that nothing hangs on the order yet. With ``history`` nobody is written to.
    """
    version = version or rules_of(order)
    stands = order.state not in version.cancelling_states
    lines = list(order.lines.all()) if lines is None else lines
    # 1. Does it count? Stored first: what follows, and every statement, reads it.
    counts = order_counts(order, version)
    shops.mark_counting(order=order, counts=counts)
    # 2. Vouchers and cards come before points: a voucher that this order uses must not be
    #    cancelled with the points that had bought it.
    used = vouchers.settle_use(order=order, stands=stands, now=now, new=new)
    paid_by = giftcards.settle(order=order, stands=stands, author=author, now=now, new=new)
    bought = giftcards.settle_bought(
        order=order,
        lines=lines,
        gives=counts,
        author=author,
        now=now,
        new=new,
    )
    if not history:
        giftcards.announce(cards=bought, now=now)
    # 3. Points come before the tier: an order earns by the tier held before it.
    posted = points.settle(
        order=order, version=version, lines=lines, new=new, author=author, now=now
    )
    tier = tiers.settle(
        order=order,
        lines=lines,
        counts=counts,
        cancelled=not stands,
        new=new,
        history=history,
        author=author,
        now=now,
    )
    return OrderSettlement(posted, used, tier, paid_by, bought)


@transaction.atomic
def resolve_products(*, order: Order, author: str, now: datetime) -> None:
    """Read what lines wait to be told of their products, and settle the order by it."""
    order = shops.lock_order(shop=order.shop, external_id=order.external_id)
    shops.resolve_lines(order=order)
    settle_order(order=order, author=author, now=now)


def resolve_awaiting(*, author: str, now: datetime) -> Iterator[int]:
    """Orders with lines whose products were stated meanwhile: one, each time."""
    for shop in Shop.objects.order_by("pk"):
        for chunk in programme_queries.orders_to_resolve(shop):
            for order in chunk:
                resolve_products(order=order, author=author, now=now)
                yield 1


def settle_all(
    *, shop: Shop, since: datetime | None, author: str, now: datetime
) -> Iterator[int]:
    """Settle every order whose books differ from its facts, one transaction each.

    Yields the number of orders looked at, chunk by chunk; interrupted and run again it
    loses nothing.
    """
    for chunk in programme_queries.orders_in_chunks(shop, since):
        for external_id in programme_queries.out_of_step(chunk):
            with transaction.atomic():
                order = shops.lock_order(shop=shop, external_id=external_id)
                settle_order(order=order, author=author, now=now)
        yield len(chunk)
