"""Fields as merchants fill them in: money, days, boxes, ids and shelves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.widgets import DateInput, Textarea, TextInput
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.money import ZERO
from core.templatetags.typography import symbol
from shop.models import Shop

AT_MOST = Decimal(1_000_000)


class Figure(forms.DecimalField):
    """``unit`` is shown beside it; where nothing is said, it is the shop's money."""

    unit = ""


def money(label: StrOrPromise, most: Decimal = AT_MOST, **options: Any) -> Figure:
    return Figure(
        label=label,
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(ZERO), MaxValueValidator(most)],
        localize=True,
        required=False,
        widget=TextInput({"inputmode": "decimal", "size": 8}),
        **options,
    )


def share(label: StrOrPromise, **options: Any) -> Figure:
    field = money(label, Decimal(100), **options)
    field.unit = "%"
    return field


def in_money_of(form: forms.BaseForm, shop: Shop) -> None:
    for field in form.fields.values():
        if isinstance(field, Figure):
            field.unit = field.unit or symbol(shop.currency)


def day(label: StrOrPromise, **options: Any) -> forms.Field:
    widget = DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def tick(label: StrOrPromise, *, initial: bool = True, **options: Any) -> forms.Field:
    return forms.BooleanField(label=label, required=False, initial=initial, **options)


def articles_of(label: StrOrPromise) -> forms.Field:
    return forms.CharField(
        label=label,
        required=False,
        max_length=5_000,
        widget=Textarea({"rows": 2}),
        help_text=gettext_lazy("Their ids in the shop, with commas or spaces between."),
    )
