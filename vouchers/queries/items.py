"""An order's lines as the arithmetic of vouchers needs them."""

from collections.abc import Sequence

from shop.models import Order, OrderLine
from shop.queries import traits_by_key
from vouchers.rules.cart import CartItem


def cart_items_of(order: Order, lines: Sequence[OrderLine]) -> list[CartItem]:
    """Answer the lines with the categories their products have today. Queries: 1."""
    goods = traits_by_key(order.shop_id, products=[line.product_id for line in lines])
    return [
        CartItem(
            id=line.external_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            unit_price_excl_tax=line.unit_price_excl_tax,
            on_sale=line.on_sale,
            product=line.product_id,
            categories=goods[line.product_id].categories,
            gift_card=goods[line.product_id].gift_card,
        )
        for line in lines
    ]
