"""What the shop no longer has: people are erased, orders cancelled, products taken off."""

from datetime import datetime

from connectors.contract import Kind
from connectors.models import Connection
from programme.actions.erasing import erase_customer
from programme.actions.receiving_orders import receive_order
from shop.actions.carts import remove_cart
from shop.actions.catalogue import remove_product
from shop.actions.refusals import UnknownId
from shop.models import Customer, Order
from shop.rules.facts import OrderFact, OrderLineFact


def vanish(*, connection: Connection, kind: Kind, external_id: str, now: datetime) -> None:
    """Follow a deletion. One that we never knew is no matter."""
    shop, author = connection.shop, connection.author_of_facts
    try:
        match kind:
            case Kind.CUSTOMER:
                erase_customer(shop=shop, external_id=external_id, author=author, now=now)
            case Kind.PRODUCT:
                remove_product(shop=shop, external_id=external_id)
            case Kind.CART:
                remove_cart(shop=shop, external_id=external_id)
            case Kind.ORDER:
                # Stated as cancelled, not removed: staff go on seeing what it had given,
                # and the shop may have it back from a backup.
                rows = Order.objects.filter(shop=shop, updated_at__isnull=False)
                order = rows.filter(external_id=external_id).first()
                if order and order.state != Order.State.CANCELLED:
                    receive_order(
                        shop=shop,
                        external_id=external_id,
                        fact=as_cancelled(order, now),
                        author=author,
                        now=now,
                    )
    except UnknownId:
        return


def as_cancelled(order: Order, now: datetime) -> OrderFact:
    """Repeat all that was last said of the order, but for its state. Queries: 3."""
    # The shop's own id of the customer: the order may belong to another since, by a claim
    # or by a merge, and stating that one would move it for good.
    rows = Customer.objects.filter(pk__in=[order.stated_id])
    named = rows.values_list("external_id", flat=True).first()
    assert order.placed_at is not None, "a stated order has been placed"
    return OrderFact(
        updated_at=now,
        state=Order.State.CANCELLED,
        raw_state="deleted",
        currency=order.shop.currency,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        reference=order.reference,
        customer=named,
        email=order.email,
        cart=order.cart.external_id if order.cart else None,
        country=order.country,
        shipping=order.shipping,
        shipping_excl_tax=order.shipping_excl_tax,
        discount=order.discount,
        refunded_amount=order.refunded_amount,
        total=order.total,
        vouchers=tuple(order.voucher_codes),
        lines=tuple(
            OrderLineFact(
                id=row.external_id,
                product=row.product.external_id,
                name=row.name,
                quantity=row.quantity,
                unit_price=row.unit_price,
                unit_price_excl_tax=row.unit_price_excl_tax,
                on_sale=row.on_sale,
                refunded_quantity=row.refunded_quantity,
                refunded_amount=row.refunded_amount,
            )
            for row in order.lines.select_related("product")
        ),
    )
