"""What has happened here is told to the programme once it is written down here.

An order that could not be told stays ahead of its ``told_at`` and is told again.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import F, Q

from demo_shop import facts
from demo_shop.models import DemoCart, Order, Storefront
from demo_shop.programme import Away, Programme, SaidNo
from shop.models import Shop

log = logging.getLogger(__name__)


def programme_of(shop: Shop) -> Programme:
    return Programme(Storefront.objects.values_list("api_key", flat=True).get(shop=shop))


def tell(order: Order) -> Any:
    """The programme's answer: what the order has given. Raises SaidNo and Away."""
    programme = programme_of(order.shop)
    answer = programme.put_order(order.number, facts.of_order(order))
    _keep_cards(order, answer["gift_cards_issued"])
    if order.cart and order.told_at is None:
        tell_cart(order.cart)
        let_go_of(order.vouchers, order.cart)
    # Somebody may have changed it meanwhile: only this version has been told.
    told = Order.objects.filter(pk=order.pk).exclude(told_at__gt=order.updated_at)
    told.update(told_at=order.updated_at)
    return answer


def _keep_cards(order: Order, issued: Sequence[Mapping[str, Any]]) -> None:
    """The codes of the gift cards that were bought, for whoever prints them himself."""
    for card in issued:
        line = order.lines.get(product__number=card["line"])
        line.cards = [*(code for code in line.cards if code != card["code"]), card["code"]]
        line.save(update_fields=["cards"])


def tell_all(shop: Shop) -> Iterator[Order]:
    """Every order that is ahead of what the programme knows. Raises Away.

    One that is refused stays to be told, and holds up no other.
    """
    untold = Q(told_at=None) | Q(told_at__lt=F("updated_at"))
    rows = Order.objects.filter(untold, shop=shop)
    for order in rows.select_related("shop", "account", "cart").order_by("updated_at"):
        try:
            tell(order)
        except SaidNo:
            log.exception("The programme refuses order %s", order.number)
        else:
            yield order


def let_go_of(codes: Sequence[str], cart: DemoCart) -> None:
    """Other carts may have the vouchers. Those the programme does not know are free."""
    programme = programme_of(cart.shop)
    for code in codes:
        try:
            programme.release(code, cart)
        except SaidNo:
            # It may be a gift card's.
            with suppress(SaidNo):
                programme.release_card(code, cart)


def tell_cart(cart: DemoCart) -> None:
    """A cart that could not be told is told whole at its next change."""
    try:
        programme_of(cart.shop).put_cart(cart, facts.of_cart(cart))
    except Away:
        log.warning("The programme has not heard of cart %s", cart.key)
