"""Send what has happened in the shop to the programme, once it is committed here.

An order that could not be sent stays ahead of its ``synced_at`` and is sent again.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import F, Q

from demo_shop import facts
from demo_shop.api_client import ProgrammeClient, ProgrammeRefused, ProgrammeUnavailable
from demo_shop.models import DemoCart, DemoOrder, Storefront
from shop.models import Shop

log = logging.getLogger(__name__)


def client_of(shop: Shop) -> ProgrammeClient:
    return ProgrammeClient(
        Storefront.objects.values_list("api_key", flat=True).get(shop=shop)
    )


def sync_order(order: DemoOrder) -> Any:
    """Send the order as it now stands; answer what the API says it has given.

    Raises ProgrammeRefused and ProgrammeUnavailable.
    """
    programme = client_of(order.shop)
    answer = programme.put_order(order.number, facts.order_fact(order))
    # Buyers print the gift cards without an address: their page shows the codes.
    for card in answer["gift_cards_issued"]:
        line = order.lines.get(product__number=card["line"])
        line.cards = [*(code for code in line.cards if code != card["code"]), card["code"]]
        line.save(update_fields=["cards"])
    # The first time only: the cart now names its order, so no reminder is sent, and the
    # order has taken the vouchers that the cart held.
    if order.cart and order.synced_at is None:
        sync_cart(order.cart)
        release_codes(order.vouchers, order.cart)
    # Another process may have changed the order meanwhile, or have sent a later version:
    # only this version has been received, and ``synced_at`` never goes back.
    sent = DemoOrder.objects.filter(pk=order.pk).exclude(synced_at__gt=order.updated_at)
    sent.update(synced_at=order.updated_at)
    return answer


def sync_orders(shop: Shop) -> Iterator[DemoOrder]:
    """Send every order that is ahead of what the programme has received; yield those sent.

    One that is refused is logged and stays unsynced; the others follow.
    Raises ProgrammeUnavailable.
    """
    unsynced = Q(synced_at=None) | Q(synced_at__lt=F("updated_at"))
    rows = DemoOrder.objects.filter(unsynced, shop=shop)
    for order in rows.select_related("shop", "account", "cart").order_by("updated_at"):
        try:
            sync_order(order)
        except ProgrammeRefused:
            log.exception("The programme refuses order %s", order.number)
        else:
            yield order


def release_codes(codes: Sequence[str], cart: DemoCart) -> None:
    """Let other carts use the codes. A code that the programme does not know is free."""
    programme = client_of(cart.shop)
    for code in codes:
        try:
            programme.release(code, cart)
        except ProgrammeRefused:
            # A customer types any code into one field: it may be a gift card's.
            with suppress(ProgrammeRefused):
                programme.release_card(code, cart)


def sync_cart(cart: DemoCart) -> None:
    """Send the whole cart; one that could not be sent is sent at its next change."""
    try:
        client_of(cart.shop).put_cart(cart, facts.cart_fact(cart))
    except ProgrammeUnavailable:
        log.warning("The programme has not received cart %s", cart.key)
