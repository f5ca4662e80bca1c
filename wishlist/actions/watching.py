"""A customer asks to be told when a wished product costs less, or is back in stock."""

from datetime import datetime

from django.db import transaction

from mailing.actions import preferences as mailing
from mailing.models import MailCategory
from shop.models import Customer
from wishlist.actions.lookup import lock_owner, wish_of
from wishlist.models import Wish


@transaction.atomic
def watch_wish(
    *,
    customer: Customer,
    wish: int,
    price: bool,
    stock: bool,
    source: str,
    now: datetime,
) -> Wish:
    """Turn the alerts of a wish on or off, for changes from now on.

    Turning one on records consent to be written to about it.

    Raises: NoWishlists, WishNotFound.
    """
    lock_owner(customer)
    row = wish_of(customer, wish)
    asks = (price and row.price_watched is None) or (stock and row.stock_watched is None)
    # An alert that is on keeps its date: what has changed since then is still news.
    row.price_watched = (row.price_watched or now) if price else None
    row.stock_watched = (row.stock_watched or now) if stock else None
    row.save(update_fields=["price_watched", "stock_watched"])
    if asks:
        mailing.record_consent(
            customer=customer,
            category=MailCategory.WISHLIST,
            given=True,
            source=source,
            now=now,
        )
    return row
