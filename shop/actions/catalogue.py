"""State products and categories, and remove products."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid
from shop.actions.facts import (
    StatementResult,
    forget_statement,
    lock,
    lock_known,
    refer,
    said_before_removal,
    state,
)
from shop.actions.prices import note_price
from shop.models import Category, Product, Shop
from shop.rules.facts import CategoryFact, ProductFact, VariantFact


@transaction.atomic
def state_category(
    *, shop: Shop, external_id: str, fact: CategoryFact
) -> StatementResult[Category]:
    """Store what the shop says of a category. Raises Invalid where it would stand below
    itself.
    """
    # Made together, so that a product on both shelves does not hold one and want the other.
    shelves = refer(Category, shop, {external_id, fact.parent or external_id})
    parent = shelves[fact.parent] if fact.parent else None
    above: set[str] = set()
    step = parent
    # Two statements at once can have made a circle: it is walked once, and no more.
    while step and step.external_id not in above:
        above.add(step.external_id)
        step = step.parent
    if external_id in above:
        raise Invalid(_("A category cannot stand below itself."), field="parent")
    row = lock(Category, shop, external_id)
    return state(row, fact, {"name": fact.name, "parent": parent})


@transaction.atomic
def state_product(
    *, shop: Shop, external_id: str, fact: ProductFact
) -> StatementResult[Product]:
    """Store what the shop says of a product, and what a later statement would hide: that it
    costs something else now, or is back. Raises Invalid where two variants have one id.
    """
    if len({variant.id for variant in fact.variants}) < len(fact.variants):
        raise Invalid(_("Two variants have the same id."), field="variants")
    categories = refer(Category, shop, fact.categories)
    row = lock(Product, shop, external_id)
    if row.removed and said_before_removal(row, fact):
        return StatementResult(row, stale=True)
    # Read before the statement overwrites them.
    price, was_gone = row.price, row.updated_at is not None and not row.can_be_had
    stated = state(
        row,
        fact,
        {
            "name": fact.name,
            "url": fact.url,
            "image": fact.image,
            "price": fact.price,
            "price_excl_tax": fact.price_excl_tax,
            "regular_price": fact.regular_price,
            "on_sale": fact.on_sale,
            "stock": fact.stock,
            "active": fact.active,
            "gift_card": fact.gift_card,
            "cost": fact.cost,
            "variants": [_variant_values(variant) for variant in fact.variants],
            "removed": False,
        },
    )
    if stated.changed:
        row.categories.set(categories.values())
        if row.price is not None and row.price != price:
            note_price(product=row, price=row.price, at=fact.updated_at)
        if was_gone and row.can_be_had:
            row.back_at = fact.updated_at
            row.save(update_fields=["back_at"])
    return stated


def _variant_values(variant: VariantFact) -> dict[str, object]:
    # The price as text, six decimals as in its column: JSON would make it a float.
    price = variant.price
    return {
        "id": variant.id,
        "name": variant.name,
        "price": None if price is None else f"{price:.6f}",
        "stock": variant.stock,
    }


def refer_product(*, shop: Shop, external_id: str) -> Product:
    """Answer the product of this id; a placeholder where it was never stated."""
    return refer(Product, shop, [external_id])[external_id]


@transaction.atomic
def remove_product(*, shop: Shop, external_id: str) -> None:
    """Take a product off the catalogue; orders keep referring to it. Raises UnknownId."""
    row = lock_known(Product, shop, external_id)
    row.removed, row.active = True, False
    forget_statement(row)
    row.save(update_fields=["removed", "active", "digest"])
