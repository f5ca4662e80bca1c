"""State carts, and remove them."""

from django.db import transaction

from shop.actions.checks import check_currency, check_line_ids
from shop.actions.facts import (
    StatementResult,
    forget_statement,
    lock,
    lock_known,
    refer,
    refer_one,
    said_before_removal,
    state,
)
from shop.actions.order_owners import cart_owner
from shop.models import Cart, CartLine, Order, Product, Shop
from shop.rules.facts import CartFact


@transaction.atomic
def state_cart(*, shop: Shop, external_id: str, fact: CartFact) -> StatementResult[Cart]:
    """Store what the shop says of a cart. Raises CurrencyMismatch and Invalid."""
    check_currency(shop, fact.currency or shop.currency)
    check_line_ids(fact.lines)
    owner = cart_owner(shop, fact.customer)
    customer = owner["customer"]
    # After the customer, in the order of locks.
    row = lock(Cart, shop, external_id)
    products = refer(Product, shop, (line.product for line in fact.lines))
    order = refer_one(Order, shop, fact.order)
    if row.removed and said_before_removal(row, fact):
        return StatementResult(row, stale=True)
    stated = state(
        row,
        fact,
        {
            **owner,
            "email": "" if customer and customer.erased_at else fact.email,
            "recovery_url": fact.recovery_url,
            "order": order,
            "removed": False,
        },
    )
    if stated.changed:
        row.lines.all().delete()
        CartLine.objects.bulk_create(
            CartLine(
                cart=row,
                external_id=line.id,
                product=products[line.product],
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for line in fact.lines
            # What stands in a cart and is none of it is not in the cart.
            if line.quantity
        )
    return stated


@transaction.atomic
def remove_cart(*, shop: Shop, external_id: str) -> None:
    """Empty a cart; orders keep referring to it. Raises UnknownId."""
    row = lock_known(Cart, shop, external_id)
    row.lines.all().delete()
    row.removed, row.recovery_url = True, ""
    forget_statement(row)
    row.save(update_fields=["removed", "recovery_url", "digest"])
