"""What forms of other apps choose from: the shop's categories."""

from typing import Any

from django import forms
from django.forms.widgets import CheckboxSelectMultiple

from shop.models import Category, Shop
from shop.queries import category_tree


def category_choices(shop: Shop) -> list[tuple[int, str]]:
    """The tree of categories as choices, each below its parent. Queries: 1."""
    return [
        (category.pk, f"{'– ' * depth}{category}")
        for category, depth in category_tree(shop)
    ]


class CategoriesField(forms.ModelMultipleChoiceField[Category]):
    """Categories to tick. The form sets its query and choices."""

    widget = CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(Category.objects.none(), required=False, **options)


class CategoryKeysField(CategoriesField):
    """Categories to tick, as their primary keys in ascending order."""

    def clean(self, value: Any) -> list[int]:  # type: ignore[override]
        return sorted(category.pk for category in super().clean(value))
