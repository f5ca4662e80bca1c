"""Remove an order that never was, with all that it has given."""

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
        row = Order.objects.filter(shop=shop, external_id=external_id).first()
        stated = None
        if row and row.stated_id:
            ids = Customer.objects.values_list("external_id", flat=True)
            stated = ids.get(pk=row.stated_id)
        # As when an order comes in: who brought the customer is locked before the customer.
        parties = lock_parties(shop=shop, external_id=stated)
        order = shops.remove_order(shop=shop, external_id=external_id)
        settle_order(order=order, lines=[], author=author, now=now, locked=locked)
        if parties and stated:
            settle_friend(shop=shop, external_id=stated, author=author, now=now)

    retried(remove, shop=shop)
