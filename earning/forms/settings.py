import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.forms.widgets import (
    CheckboxSelectMultiple,
    HiddenInput,
    NumberInput,
    Select,
    TextInput,
)
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.models import RuleVersion
from shop.forms import CategoryKeysField, category_choices
from shop.models import Category, Order

_COUNTRY = re.compile(r"[A-Z]{2}")
AMOUNTS = ["ratio", "value", "voucher_minimum"]
# Far beyond any programme, and small enough that no date or sum runs over.
AT_MOST = {
    "points_per_block": 10_000,
    "pending_days": 366,
    "validity": 3_660,
    "convert_minimum": 1_000_000,
    "convert_step": 1_000_000,
    "debt_limit": 1_000_000,
    "order_ceiling": 1_000_000,
    "notice_days": 366,
    "return_days": 366,
    "voucher_days": 3_660,
}


class RulesForm(forms.ModelForm[RuleVersion]):
    """The settings, each field small enough to stand in its sentence. Saves nothing."""

    base = forms.ModelChoiceField(RuleVersion.objects.none(), widget=HiddenInput)
    counting_states = forms.MultipleChoiceField(
        label=gettext_lazy("points are granted when the order is"),
        choices=Order.State,
        widget=CheckboxSelectMultiple,
    )
    cancelling_states = forms.MultipleChoiceField(
        label=gettext_lazy("and cancelled when the order is"),
        choices=Order.State,
        widget=CheckboxSelectMultiple,
        required=False,
    )
    tax_zones = forms.CharField(
        label=gettext_lazy("countries where they do"), required=False, max_length=500
    )
    earn_categories = CategoryKeysField(label=gettext_lazy("categories that earn"))
    excluded_categories = CategoryKeysField(
        label=gettext_lazy("categories that earn nothing")
    )

    class Meta:
        model = RuleVersion
        fields = [
            "ratio",
            "points_per_block",
            "value",
            "counting_states",
            "cancelling_states",
            "tax_included",
            "tax_zones",
            "include_shipping",
            "vouchers_earn",
            "rounding",
            "order_ceiling",
            "earn_on_sale",
            "earn_categories",
            "excluded_categories",
            "pending_days",
            "validity",
            "validity_unit",
            "convert_minimum",
            "convert_step",
            "debt_limit",
            "notice_days",
            "return_days",
            "voucher_label_fr",
            "voucher_label_en",
            "voucher_minimum",
            "voucher_days",
            "voucher_categories",
        ]
        localized_fields = AMOUNTS
        widgets = {
            **dict.fromkeys(AMOUNTS, TextInput({"inputmode": "decimal", "size": 7})),
            **{name: NumberInput({"max": most}) for name, most in AT_MOST.items()},
            "voucher_categories": CheckboxSelectMultiple,
        }

    def __init__(self, data: QueryDict | None, *, instance: RuleVersion) -> None:
        initial = {
            "base": instance.pk,
            "tax_zones": ", ".join(instance.tax_zones),
            **{name: plain(instance, name) for name in AMOUNTS},
        }
        super().__init__(data, instance=instance, initial=initial)
        self._offer("base", RuleVersion.objects.filter(shop=instance.shop))
        self.category_choices = category_choices(instance.shop)
        for name in ("earn_categories", "excluded_categories", "voucher_categories"):
            self._offer(name, Category.objects.filter(shop=instance.shop))
            self.fields[name].widget.choices = self.category_choices
        for name in AMOUNTS:
            # Django's own would show the least amount with a dot.
            self.fields[name].error_messages["min_value"] = _("Give a positive amount.")
        for name, most in AT_MOST.items():
            self.fields[name].validators.append(MaxValueValidator(most))
        for field in self.fields.values():
            # The sentence around the field explains it.
            field.help_text = ""
            if isinstance(field.widget, (TextInput, NumberInput, Select)):
                field.widget.attrs["aria-label"] = str(field.label)

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if set(data.get("counting_states", [])) & set(data.get("cancelling_states", [])):
            self.add_error(
                "cancelling_states", _("One state cannot both grant and cancel points.")
            )
        if data.get("tax_zones") and not data.get("tax_included"):
            self.add_error(
                "tax_zones", _("Countries matter only where amounts count with tax.")
            )
        if set(data.get("earn_categories", [])) & set(data.get("excluded_categories", [])):
            self.add_error(
                "excluded_categories", _("One category cannot both earn and earn nothing.")
            )
        return data

    def clean_tax_zones(self) -> list[str]:
        """« fr, BE » becomes ["BE", "FR"]."""
        codes = re.split(r"[\s,;]+", self.cleaned_data["tax_zones"].upper().strip())
        for code in codes:
            if code and not _COUNTRY.fullmatch(code):
                raise forms.ValidationError(
                    _("“%(code)s” is no country: two letters each, such as FR, BE.")
                    % {"code": code}
                )
        return sorted({code for code in codes if code})

    def settings(self) -> dict[str, Any]:
        """The values of the version to save, without the one it starts from."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


def plain(version: RuleVersion, name: str) -> Decimal:
    """0.5000 is 0.50: as many decimals as it has, two at least."""
    amount: Decimal = getattr(version, name)
    return max(amount.normalize(), amount.quantize(Decimal("0.01")), key=places)


def places(amount: Decimal) -> int:
    return -int(amount.as_tuple().exponent)
