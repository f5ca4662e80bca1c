"""Settling one order may concern others: what it lets go is theirs, or it has a better
claim to what they have. They are settled in the same transaction, until nothing is left.
"""

import logging
from collections.abc import Callable, Collection
from typing import Protocol, Self

from django.db import transaction

from giftcards.actions.ledger import lock_named as lock_cards
from shop.actions.orders import lock_orders
from shop.models import Customer, Order, Shop
from shop.rules.facts import OrderFact
from vouchers.actions.locking import lock_named as lock_vouchers

logger = logging.getLogger(__name__)

# An order that concerns more others than this leaves the rest to the night.
MOST_ORDERS = 50
# Each try knows of one link more of a chain of orders.
MOST_TRIES = 8


class OthersConcerned(Exception):  # noqa: N818 -- no error: more is locked, and tried again
    """Orders, by primary key, that would have to be locked before anything else is."""

    def __init__(self, orders: Collection[int]) -> None:
        super().__init__(orders)
        self.orders = frozenset(orders)


def retried[R](
    settle: Callable[[Collection[int] | None], R],
    *,
    shop: Shop,
    fact: OrderFact | None = None,
) -> R:
    """Call ``settle`` in a transaction with the orders that are locked. Where others turn
    out to be concerned, all is undone and done again with these locked first.

    So locks are taken in one order everywhere, although nobody knows beforehand whom an
    order will concern: going back to a savepoint lets go what was locked since.
    ``fact`` is what ``settle`` will state, where it states anything.
    """
    known: frozenset[int] = frozenset()
    for _ in range(MOST_TRIES):
        try:
            with transaction.atomic():
                if known:
                    _lock(shop, known, fact)
                return settle(known)
        except OthersConcerned as found:
            known |= found.orders
    with transaction.atomic():
        # A longer chain than any that is known: the rest is locked as it comes.
        _lock(shop, known, fact)
        return settle(None)


def _lock(shop: Shop, orders: Collection[int], fact: OrderFact | None) -> None:
    """Customers, orders, vouchers, cards: of all these orders at once, each by primary
    key, so that settling one after the other waits for nobody.
    """
    who = [fact.customer] if fact and fact.customer else []
    named = Customer.objects.filter(shop=shop, external_id__in=who)
    lock_orders(orders=orders, customers=list(named.values_list("pk", flat=True)))
    rows = list(Order.objects.filter(pk__in=orders))
    codes = {code for row in rows for code in row.voucher_codes}
    cards = {code for row in rows for code in row.gift_card_payments}
    if fact:
        codes |= set(fact.vouchers)
        cards |= {card.code for card in fact.gift_cards}
    lock_vouchers(shop=shop, orders=orders, codes=codes)
    lock_cards(shop=shop, orders=orders, codes=cards)


class Settlement(Protocol):
    """``others`` are orders that must be settled because of it."""

    @property
    def others(self) -> frozenset[int]: ...

    def after(self, before: Self) -> Self:
        """Both settlements of one order as one."""


def settle_others[S: Settlement](
    order: Order,
    first: S,
    settle: Callable[[Order], S],
    *,
    locked: Collection[int] | None,
) -> S:
    """Settle all that the first settlement of ``order`` concerns, the lowest primary key
    first, and whomever that concerns in turn. Answers what became of ``order`` itself.

    Raises: OthersConcerned where one of them is not in ``locked``.
    """
    due, done = set(first.others), 0
    result = first
    while due:
        if locked is not None and due - {*locked, order.pk}:
            # With the order itself: it is to be locked in its turn among them.
            raise OthersConcerned(due | {order.pk})
        if done >= MOST_ORDERS:
            logger.warning("orders_left_to_the_night", extra={"orders": sorted(due)})
            break
        key = min(due)
        due.remove(key)
        done += 1
        each = order if key == order.pk else _locked(order.shop, key)
        settled = settle(each)
        due |= settled.others
        if key == order.pk:
            result = settled.after(result)
    return result


def _locked(shop: Shop, key: int) -> Order:
    lock_orders(orders=[key], customers=())
    rows = Order.objects.select_related("customer__shop_group", "customer__tier_group")
    order = rows.get(pk=key)
    order.shop = shop
    if order.customer:
        order.customer.shop = shop
    return order
