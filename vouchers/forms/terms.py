"""What a bon made by hand is to give, on what and until when."""

import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.widgets import (
    CheckboxSelectMultiple,
    DateInput,
    HiddenInput,
    RadioSelect,
    Textarea,
    TextInput,
)
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.days import close_of, local_day, start_of
from core.money import ZERO
from shop.models import Category, Product, Shop
from shop.queries import category_tree
from vouchers.actions import Form, Terms
from vouchers.models import Budget, Voucher
from vouchers.queries import Goods

AT_MOST = Decimal(1_000_000)
# Days of validity that the form proposes.
USUAL = timedelta(days=30)


def _money(label: StrOrPromise, most: Decimal = AT_MOST, **options: Any) -> forms.Field:
    return forms.DecimalField(
        label=label,
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(ZERO), MaxValueValidator(most)],
        localize=True,
        required=False,
        widget=TextInput({"inputmode": "decimal", "size": 8}),
        **options,
    )


def _day(label: StrOrPromise) -> forms.Field:
    return forms.DateField(label=label, widget=DateInput({"type": "date"}, "%Y-%m-%d"))


def _tick(label: StrOrPromise, *, initial: bool = True, **options: Any) -> forms.Field:
    return forms.BooleanField(label=label, required=False, initial=initial, **options)


def _articles_of(label: StrOrPromise) -> forms.Field:
    return forms.CharField(
        label=label,
        required=False,
        max_length=5_000,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Their ids in the shop, with commas or spaces between."),
    )


class Shelves(forms.ModelMultipleChoiceField[Category]):
    widget = CheckboxSelectMultiple

    def __init__(self, label: StrOrPromise) -> None:
        super().__init__(Category.objects.none(), label=label, required=False)


class TermsForm(forms.Form):
    """``token`` is one per form shown: sent twice, it makes once."""

    token = forms.UUIDField(widget=HiddenInput, initial=uuid.uuid4)
    label = forms.CharField(
        label=gettext_lazy("What the customer reads"),
        max_length=200,
        help_text=gettext_lazy("For instance “With our apologies”."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It gives"),
        choices=Voucher.Kind,
        initial=Voucher.Kind.AMOUNT,
        widget=RadioSelect,
    )
    amount = _money(gettext_lazy("Amount"))
    percent = _money(gettext_lazy("Percentage"), Decimal(100))
    partial = _tick(
        gettext_lazy("What an order does not use of the amount is kept for the next"),
        initial=False,
    )
    starts = _day(pgettext_lazy("form", "Valid from"))
    ends = _day(pgettext_lazy("form", "Valid until the end of"))
    minimum = _money(
        gettext_lazy("Minimum basket"),
        help_text=gettext_lazy("Goods before any discount. Empty: none."),
    )
    minimum_excl_tax = _tick(gettext_lazy("The minimum is without tax"), initial=False)
    categories = Shelves(gettext_lazy("Only on these categories"))
    products = _articles_of(gettext_lazy("Only on these articles"))
    excluded_categories = Shelves(gettext_lazy("Not on these categories"))
    excluded_products = _articles_of(gettext_lazy("Not on these articles"))
    on_sale = _tick(gettext_lazy("On discounted articles too"))
    with_group = _tick(gettext_lazy("Together with the discount of the customer’s group"))
    with_vouchers = _tick(gettext_lazy("Together with other vouchers"))
    highlight = _tick(gettext_lazy("Proposed in the basket, nobody has to type it"))
    budget = forms.ModelChoiceField(
        Budget.objects.none(),
        label=gettext_lazy("Budget"),
        required=False,
        help_text=gettext_lazy("What it gives is counted against it, and never beyond."),
    )

    GROUPS: ClassVar[list[tuple[StrOrPromise, list[str]]]] = [
        (gettext_lazy("What it gives"), ["label", "kind", "amount", "percent", "partial"]),
        (gettext_lazy("When"), ["starts", "ends", "budget"]),
        (
            gettext_lazy("On which baskets"),
            ["minimum", "minimum_excl_tax", "with_group", "with_vouchers", "highlight"],
        ),
        (
            gettext_lazy("On which articles"),
            [
                "categories",
                "products",
                "excluded_categories",
                "excluded_products",
                "on_sale",
            ],
        ),
    ]

    def __init__(
        self, data: Any = None, files: Any = None, *, shop: Shop, now: datetime
    ) -> None:
        self.shop, self.now = shop, now
        self.today = local_day(now, shop.zone)
        dates = {"starts": self.today, "ends": self.today + USUAL}
        super().__init__(data, files, initial=dates)
        tree = [
            (category.pk, f"{'– ' * depth}{category}")
            for category, depth in category_tree(shop)
        ]
        for name in ["categories", "excluded_categories"]:
            self._offer(name, Category.objects.filter(shop=shop))
            self.fields[name].widget.choices = tree
        self._offer("budget", Budget.objects.filter(shop=shop).order_by("name", "pk"))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    @property
    def groups(self) -> Iterator[tuple[StrOrPromise, list[forms.BoundField]]]:
        for title, names in self.GROUPS:
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

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind = said.get("kind")
        for name in ["amount", "percent"]:
            if name != kind:
                said[name] = None
            elif not said.get(name) and not self.has_error(name):
                self.add_error(name, _("Say how much it gives."))
        if said.get("partial") and kind != Voucher.Kind.AMOUNT:
            self.add_error("partial", _("Only an amount can leave a rest."))
        self._check_dates(said.get("starts"), said.get("ends"))
        return said

    def _check_dates(self, starts: date | None, ends: date | None) -> None:
        if ends and ends < self.today:
            self.add_error("ends", _("This day is over."))
        elif starts and ends and ends < starts:
            self.add_error("ends", _("It would end before it begins."))

    @property
    def terms(self) -> Terms:
        said, zone = self.cleaned_data, self.shop.zone
        alike = (
            "label kind amount percent partial minimum_excl_tax on_sale with_group"
            " with_vouchers highlight budget products excluded_products"
        )
        starts = said["starts"]
        return Terms(
            origin=Voucher.Origin.MANUAL,
            valid_from=self.now if starts <= self.today else start_of(starts, zone),
            valid_until=close_of(said["ends"], zone),
            minimum=said["minimum"] or ZERO,
            categories=list(said["categories"]),
            excluded_categories=list(said["excluded_categories"]),
            **{name: said[name] for name in alike.split()},
            **self.limits,
        )

    @property
    def limits(self) -> dict[str, Any]:
        """How often it may be used."""
        return {"use_limit": 1, "uses_per_customer": None}

    @property
    def filled(self) -> Form:
        typed = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict()
        said = {name: typed.getlist(name) for name in self.fields if name in typed}
        return Form(token=self.cleaned_data["token"], said=said, terms=self.terms)

    @property
    def example(self) -> tuple[Voucher, Goods]:
        """What would be made, to be shown before it is."""
        terms = self.terms
        on = [*terms.categories, *terms.products]
        off = [*terms.excluded_categories, *terms.excluded_products]
        bon = Voucher(shop=self.shop, budget=terms.budget, **terms.columns)
        return bon, Goods([str(row) for row in on], [str(row) for row in off])
