"""Open a shop, and say from when on its orders earn."""

from datetime import datetime

from django.db import transaction

from earning import actions as earning
from giftcards.actions import making as giftcards
from mailing.actions import sending_limits as mailing
from points.queries import order_lots as points_order_lots
from reminders.actions import opening as reminders
from sharing import actions as sharing
from shop.actions import shops
from shop.models import Shop
from wishlist.actions import opening as wishlist


@transaction.atomic
def open_shop(
    *,
    code: str,
    name: str,
    currency: str = "EUR",
    timezone: str = "Europe/Paris",
    language: str = "fr",
    author: str,
    now: datetime,
) -> Shop:
    """Create a shop with a working programme.

    Raises: shop.ShopCodeTaken, ValidationError.
    """
    shop = shops.create_shop(
        code=code, name=name, currency=currency, timezone=timezone, language=language
    )
    earning.open_programme(shop=shop, author=author, now=now)
    wishlist.open_wishlists(shop=shop)
    mailing.create_sending_limits(shop=shop)
    giftcards.open_cards(shop=shop, now=now)
    reminders.open_campaigns(shop=shop)
    sharing.open_sharing(shop=shop)
    return shop


def begin_earning(*, shop: Shop, since: datetime) -> bool:
    """Let orders placed before ``since`` earn no points, whenever they come in.

    Answers False, and changes nothing, where orders have given points already: those were
    promised, and would all be taken back.
    """
    if points_order_lots.has_order_points(shop):
        return False
    shop.earns_since = since
    shop.save(update_fields=["earns_since"])
    return True
