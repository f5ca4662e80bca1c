"""A draft of the settings that are tried most, on the page of simulations."""

from decimal import Decimal
from typing import Any

from django import forms

from earning.models import RuleVersion


class DraftForm(forms.ModelForm[RuleVersion]):
    """Begins with the version in force; only what is changed is part of the draft."""

    class Meta:
        model = RuleVersion
        fields = [
            "ratio",
            "points_per_block",
            "value",
            "rounding",
            "order_ceiling",
            "include_shipping",
            "earn_on_sale",
            "pending_days",
            "validity",
            "validity_unit",
            "convert_minimum",
            "convert_step",
        ]

    @property
    def draft(self) -> dict[str, Any]:
        """Amounts as text: the draft is kept as JSON. Requires: the form is valid."""
        return {
            name: f"{value}" if isinstance(value, Decimal) else value
            for name, value in self.cleaned_data.items()
            if name in self.changed_data
        }
