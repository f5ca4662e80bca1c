from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.templatetags.typography import money, number
from vouchers.models import Budget


class BudgetForm(forms.ModelForm[Budget]):
    """A limit may be lowered to what has been issued, and no further."""

    class Meta:
        model = Budget
        fields = ["shop", "name", "max_count", "max_amount"]
        localized_fields = ["max_amount"]
        widgets = {
            "max_amount": forms.TextInput({"inputmode": "decimal", "size": 10}),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        budget = self.instance
        self._at_least("max_count", budget.spent_count, number(budget.spent_count))
        if budget.pk:
            issued = money(budget.spent_amount, budget.shop.currency)
            self._at_least("max_amount", budget.spent_amount, issued)
        elif Budget.objects.filter(shop=said.get("shop"), name=said.get("name")).exists():
            self.add_error("name", _("There is a budget of this name already."))
        return said

    def _at_least(self, name: str, spent: Any, shown: str) -> None:
        limit = self.cleaned_data.get(name)
        if limit is not None and limit < spent:
            self.add_error(name, _("%(spent)s issued already.") % {"spent": shown})
