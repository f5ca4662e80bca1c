"""The names of the products and categories that a version of the rules speaks of."""

from collections.abc import Iterable

from core.templatetags.typography import together
from earning.models import RuleVersion
from shop.models import Category, Product


class NamedGoods:
    """``names`` of what a version's terms and ``voucher_categories`` point at."""

    def __init__(
        self,
        products: dict[int, Product],
        categories: dict[int, Category],
        voucher_categories: Iterable[Category],
    ) -> None:
        self._products = products
        self._categories = categories
        self.voucher_categories = list(voucher_categories)

    def names(self, categories: Iterable[int], products: Iterable[int] = ()) -> str:
        """« A, B and C », each kind by name."""
        found = [
            sorted(str(self._products[key]) for key in products),
            sorted(str(self._categories[key]) for key in categories),
        ]
        return together([name for names in found for name in names])


def named_goods(
    version: RuleVersion, voucher_categories: Iterable[Category] | None = None
) -> NamedGoods:
    """``voucher_categories`` stand in for those of a version that is not saved yet.

    Queries: 1 where they are not given, 1 where products are named, 1 where categories
    are, and 1 where the version's terms are not at hand.
    """
    if voucher_categories is None:
        voucher_categories = version.voucher_categories.order_by("name", "pk")
    # All keys of all terms first: two queries, however many terms there are.
    terms = version.bonus_terms
    products = {key for each in terms for key in each.products}
    categories = {key for each in terms for key in each.categories}
    categories |= {*version.earn_categories, *version.excluded_categories}
    return NamedGoods(
        Product.objects.in_bulk(products) if products else {},
        Category.objects.in_bulk(categories) if categories else {},
        voucher_categories,
    )
