from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models import User
from shop.models import Category, Order, OrderLine, Shop


def shops_of(user: User | AnonymousUser) -> list[Shop]:
    """The shops this member of staff sees, by name. Asked once, read as often as needed."""
    if not user.is_authenticated:
        return []
    by_name = Shop.objects.order_by("name", "pk")
    if user.is_superuser:
        return list(by_name)
    prefetch_related_objects([user], Prefetch("shops", by_name))
    return list(user.shops.all())


def category_tree(shop: Shop) -> list[tuple[Category, int]]:
    """Each category under its parent, with its depth. One query."""
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.filter(shop=shop).order_by("name", "pk"):
        below.setdefault(category.parent_id, []).append(category)
    return list(_walk(below, None, 0))


def _walk(
    below: dict[int | None, list[Category]], parent: int | None, depth: int
) -> Iterator[tuple[Category, int]]:
    for category in below.get(parent, []):
        yield category, depth
        yield from _walk(below, category.pk, depth + 1)


def orders_waiting(shop: Shop, products: Iterable[int] | None = None) -> QuerySet[Order]:
    """Those with lines whose place can be read by now; of these products, or any."""
    lines = OrderLine.objects.filter(placed=False, product__updated_at__isnull=False)
    if products is not None:
        lines = lines.filter(product__in=products)
    waiting = lines.values("order")
    return Order.objects.filter(shop=shop, pk__in=waiting).order_by("pk")
