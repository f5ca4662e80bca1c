"""Where books and facts stand against each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Prefetch, QuerySet

from core.audit import Inconsistency
from earning import queries as earning_queries
from giftcards import queries as giftcards_queries
from points import queries as points_queries
from points.queries import Outstanding
from programme.queries.customer_overview import LATEST, CustomerOverview, customer_overview
from programme.queries.portable import portable
from programme.queries.quoting import Quote, QuoteRequest, quote
from referrals import queries as referrals_queries
from shop.models import Customer, Order, OrderLine, Shop
from shop.queries import orders_awaiting_products
from tiers import queries as tiers_queries
from vouchers import queries as vouchers_queries
from vouchers.queries import UsableVouchers

__all__ = [
    "CHUNK",
    "LATEST",
    "CustomerOverview",
    "Quote",
    "QuoteRequest",
    "ShopSummary",
    "customer_overview",
    "ledger_inconsistencies",
    "orders_in_chunks",
    "out_of_step",
    "portable",
    "quote",
    "shop_summaries",
    "stated_orders",
]

CHUNK = 1000


def stated_orders(shop: Shop, since: datetime | None = None) -> QuerySet[Order]:
    """Those the shop has spoken of, placeholders left out."""
    rows = Order.objects.filter(shop=shop, updated_at__isnull=False)
    return rows.filter(updated_at__gte=since) if since else rows


def orders_in_chunks(shop: Shop, since: datetime | None) -> Iterator[list[Order]]:
    """By primary key, with customers and lines at hand: few queries a chunk."""
    last = 0
    rows = (
        stated_orders(shop, since)
        .select_related("customer__shop_group", "customer__tier_group", "shop")
        .prefetch_related(Prefetch("lines", OrderLine.objects.order_by("pk")))
        .order_by("pk")
    )
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def orders_to_resolve(shop: Shop) -> Iterator[list[Order]]:
    """By primary key, in chunks, each with its shop: one query a chunk."""
    last = 0
    rows = orders_awaiting_products(shop).select_related("shop")
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def out_of_step(orders: list[Order]) -> list[str]:
    """Ids of the orders whose points, place in the tiers or stored ``counts`` differ from
    what the facts and the rules entitle to.
    """
    if not orders:
        return []
    versions = earning_queries.RulesByTime(orders[0].shop)
    counting = {
        order.pk
        for order in orders
        if earning_queries.counts(order, versions.at(earning_queries.instant_of(order)))
    }
    wrong = [
        *(each.external_id for each in orders if each.counts != (each.pk in counting)),
        *points_queries.unsettled(orders),
        *tiers_queries.miscounted(orders, counting),
    ]
    return list(dict.fromkeys(wrong))


def ledger_inconsistencies() -> Iterator[Inconsistency]:
    """Where the books disagree with themselves; honest ones answer nothing."""
    return chain(
        points_queries.inconsistencies(),
        tiers_queries.inconsistencies(),
        vouchers_queries.inconsistencies(),
        giftcards_queries.inconsistencies(),
        referrals_queries.inconsistencies(),
    )


@dataclass(frozen=True, slots=True)
class ShopSummary:
    """How a shop's programme stands: what it owes in points and in vouchers."""

    shop: Shop
    outstanding: Outstanding
    vouchers: UsableVouchers


def shop_summaries(shops: Iterable[Shop], now: datetime) -> list[ShopSummary]:
    """Three queries, however many shops."""
    shops = list(shops)
    owed = points_queries.outstanding(shops, now)
    usable = vouchers_queries.usable_by_shop(shops, now)
    return [
        ShopSummary(
            shop, owed.get(shop.pk, Outstanding()), usable.get(shop.pk, UsableVouchers())
        )
        for shop in shops
    ]


@dataclass(frozen=True, slots=True)
class AccountHoldings:
    """What an account brings to a merge."""

    available: int
    pending: int
    debt: int
    orders: int
    vouchers: int


def merge_preview(
    kept: Customer, absorbed: Customer, now: datetime
) -> list[AccountHoldings]:
    """What each of the two has, and what the one that is kept will have."""
    one, other = (_holding(each, now) for each in (kept, absorbed))
    debt = one.debt + other.debt
    available, pending = one.available + other.available, one.pending + other.pending
    after = AccountHoldings(
        available=max(0, available - debt),
        pending=max(0, pending - max(0, debt - available)),
        debt=max(0, debt - available - pending),
        orders=one.orders + other.orders,
        vouchers=one.vouchers + other.vouchers,
    )
    return [one, other, after]


def _holding(customer: Customer, now: datetime) -> AccountHoldings:
    balance = points_queries.balance(customer, now)
    return AccountHoldings(
        available=balance.available,
        pending=balance.pending,
        debt=balance.debt,
        orders=Order.objects.filter(customer=customer).count(),
        vouchers=len(vouchers_queries.usable(customer, now)),
    )
