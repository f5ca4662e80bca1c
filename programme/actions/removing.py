from collections.abc import Collection
from datetime import datetime

from programme.actions.concerned_orders import retried
from programme.actions.order_settlement import settle_order
from referrals.actions.parties import lock_parties
from referrals.actions.settling import settle_friend
from shop.actions import orders as shops
from shop.models import Customer, Order, Shop


def remove_order(*, shop: Shop, external_id: str, author: str, now: datetime) -> None:
    """Forget an order that never was, and take back all that it has given. Idempotent.

    What was said of it up to now stays removed; a later statement brings it back.
    Raises: shop.UnknownId.
    """

    def remove(locked: Collection[int] | None) -> None:
        _remove(shop, external_id, author, now, locked)

    retried(remove, shop=shop)


def _remove(
    shop: Shop,
    external_id: str,
    author: str,
    now: datetime,
    locked: Collection[int] | None,
) -> None:
    stated = _stated_customer(shop, external_id)
    # As when an order comes in: who brought the customer is locked before the customer.
    parties = lock_parties(shop=shop, external_id=stated)
    order = shops.remove_order(shop=shop, external_id=external_id)
    settle_order(order=order, lines=[], author=author, now=now, locked=locked)
    if parties and stated:
        settle_friend(shop=shop, external_id=stated, author=author, now=now)


def _stated_customer(shop: Shop, external_id: str) -> str | None:
    """The shop's id of the customer that the order names. Queries: 1 or 2."""
    order = Order.objects.filter(shop=shop, external_id=external_id).first()
    if order is None or order.stated_id is None:
        return None
    return Customer.objects.values_list("external_id", flat=True).get(pk=order.stated_id)
