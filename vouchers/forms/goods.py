"""On which articles something is good."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from shop.forms import CategoriesField, category_choices
from shop.models import Category, Product, Shop
from vouchers.forms.fields import articles_of, tick

type Section = tuple[StrOrPromise, list[str]]


class ScopeForm(forms.Form):
    """``SECTIONS`` says which fields stand together, under which heading."""

    categories = CategoriesField(label=gettext_lazy("Only on these categories"))
    products = articles_of(gettext_lazy("Only on these articles"))
    excluded_categories = CategoriesField(label=gettext_lazy("Not on these categories"))
    excluded_products = articles_of(gettext_lazy("Not on these articles"))
    on_sale = tick(gettext_lazy("On discounted articles too"))

    GOODS: ClassVar[Section] = (
        gettext_lazy("On which articles"),
        ["categories", "products", "excluded_categories", "excluded_products", "on_sale"],
    )
    SECTIONS: ClassVar[list[Section]] = [GOODS]

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        self.shop = shop
        super().__init__(*args, **kwargs)
        tree = category_choices(shop)
        for name in ["categories", "excluded_categories"]:
            self.offer(name, Category.objects.filter(shop=shop))
            self.fields[name].widget.choices = tree

    def offer(self, name: str, rows: Any) -> None:
        """What there is to choose from."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @property
    def sections(self) -> Iterator[tuple[StrOrPromise, list[forms.BoundField]]]:
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    def clean_products(self) -> list[Product]:
        return self._articles("products")

    def clean_excluded_products(self) -> list[Product]:
        return self._articles("excluded_products")

    def _articles(self, name: str) -> list[Product]:
        ids = set(re.split(r"[\s,;]+", self.cleaned_data[name].strip())) - {""}
        found = Product.objects.filter(shop=self.shop, external_id__in=ids).order_by("pk")
        known = {row.external_id: row for row in found}
        if missing := sorted(ids - known.keys()):
            raise forms.ValidationError(
                _("The shop has no such article: %(ids)s.") % {"ids": ", ".join(missing)}
            )
        return list(known.values())
