"""What an order's statement would move, found by taking it in and undoing it all."""

from datetime import datetime

from django.db import transaction

from programme.actions.receipts import OrderPreview
from programme.actions.receiving_orders import receive_order
from programme.queries.benefits import benefits_snapshot
from shop.models import Order, Shop
from shop.rules.facts import OrderFact


def preview_order(
    *, shop: Shop, external_id: str, fact: OrderFact, author: str, now: datetime
) -> OrderPreview:
    """Answer what ``receive_order`` would change, by calling it and rolling back.

    Raises shop.CurrencyMismatch and Invalid, as that would.
    """
    with transaction.atomic():
        was = Order.objects.filter(shop=shop, external_id=external_id).first()
        receipt = receive_order(
            shop=shop, external_id=external_id, fact=fact, author=author, now=now
        )
        owner = receipt.stated.row.customer or (was.customer if was else None)
        after = benefits_snapshot(shop, owner, fact, now)
        # Everything that was written goes; what was read of it stays in memory.
        transaction.set_rollback(True)
    before = benefits_snapshot(shop, owner, fact, now)
    return OrderPreview(before, after, receipt)
