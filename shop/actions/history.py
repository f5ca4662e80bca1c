"""Write many orders at once that were never stated before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from core.copying import copy_rows, new_keys
from core.money import ZERO
from shop.actions.facts import refer
from shop.actions.order_owners import OrderOwner, owners_of
from shop.actions.orders import gift_values, order_values
from shop.actions.resolving import ResolvedProduct, refer_resolved, resolved_product
from shop.models import Cart, Order, OrderLine, Product, Shop
from shop.rules.amounts import OrderMoney
from shop.rules.facts import OrderFact
from shop.rules.facts import digest as digest_of


@dataclass(frozen=True, slots=True)
class NewOrder:
    """A checked order; ``gives``: its state grants points under its instant's rules."""

    external_id: str
    fact: OrderFact
    gives: bool


def already_stated(shop: Shop, facts: Mapping[str, OrderFact]) -> dict[str, bool]:
    """Answer those of these orders that are known: by id, whether the same was said.
    Queries: 1.
    """
    rows = Order.objects.filter(shop=shop, external_id__in=facts).values_list(
        "external_id", "updated_at", "digest"
    )
    return {
        external_id: updated_at == facts[external_id].updated_at
        and bytes(digest or b"") == digest_of(facts[external_id])
        for external_id, updated_at, digest in rows
    }


@transaction.atomic
def add_orders(
    *, shop: Shop, additions: Sequence[NewOrder]
) -> list[tuple[Order, OrderMoney]]:
    """Write the orders and their lines, and answer them in the given order, each with its
    customer and its money. The customers are locked.

    Raises IntegrityError where another connection has stated one of them meanwhile.
    """
    # 1. For whom each counts (locks the customers), and what it refers to.
    facts = [addition.fact for addition in additions]
    owners = owners_of(shop, facts)
    carts = refer(Cart, shop, {fact.cart for fact in facts if fact.cart})
    products = refer_resolved(shop, {line.product for fact in facts for line in fact.lines})
    resolved = {external_id: resolved_product(row) for external_id, row in products.items()}
    # 2. The rows, with keys drawn beforehand: COPY answers none, and the lines need them.
    orders = [
        _row(shop, addition, owner, carts, products)
        for addition, owner in zip(additions, owners, strict=True)
    ]
    for order, key in zip(orders, new_keys(Order, len(orders)), strict=True):
        order.pk = key
    fields = Order._meta.concrete_fields
    # 3. By COPY: all columns but those that the database computes.
    columns = [field.attname for field in fields if not field.generated]
    copy_rows(Order, columns, ([row.__dict__[name] for name in columns] for row in orders))
    copy_rows(OrderLine, _LINE, _lines(orders, facts, products, resolved))
    # 4. The lines as arithmetic sees them, so that settling need not read them back.
    lines = [
        [
            replace(
                line.priced,
                product=products[line.product].pk,
                categories=resolved[line.product].categories,
                gift_card=resolved[line.product].gift_card,
            )
            for line in fact.lines
        ]
        for fact in facts
    ]
    return [(order, order.money(its)) for order, its in zip(orders, lines, strict=True)]


def _row(
    shop: Shop,
    addition: NewOrder,
    owner: OrderOwner,
    carts: Mapping[str, Cart],
    products: Mapping[str, Product],
) -> Order:
    fact = addition.fact
    return Order(
        shop=shop,
        external_id=addition.external_id,
        updated_at=fact.updated_at,
        digest=digest_of(fact),
        states_seen={fact.state: fact.updated_at.isoformat()},
        qualified_at=fact.qualifying_instant if addition.gives else None,
        qualified_by=fact.updated_at if addition.gives else None,
        counts=addition.gives,
        **order_values(
            fact,
            owner,
            carts[fact.cart] if fact.cart else None,
            products,
        ),
    )


_LINE = (
    "order_id",
    "external_id",
    "product_id",
    "name",
    "quantity",
    "unit_price",
    "unit_price_excl_tax",
    "on_sale",
    "refunded_quantity",
    "refunded_amount",
    "discount",
    "known_discount",
    "voucher_discount",
    "variant",
    "product_resolved",
    "categories",
    "gift_card",
    "gift",
)


def _lines(
    orders: Sequence[Order],
    facts: Sequence[OrderFact],
    products: Mapping[str, Product],
    resolved: Mapping[str, ResolvedProduct],
) -> Iterator[tuple[object, ...]]:
    for order, fact in zip(orders, facts, strict=True):
        erased = order.customer and order.customer.erased_at
        for line in fact.lines:
            kept = resolved[line.product]
            yield (
                order.pk,
                line.id,
                products[line.product].pk,
                line.name,
                line.quantity,
                line.unit_price,
                line.unit_price_excl_tax,
                line.on_sale,
                line.came_back,
                line.refunded_amount,
                line.discount,
                # Orders with codes are taken in one by one: here nothing of ours is known.
                ZERO,
                ZERO,
                line.variant,
                kept.resolved,
                kept.categories,
                kept.gift_card,
                {} if erased else gift_values(line),
            )
