from typing import Any

from django import forms

from core.periods import PeriodForm
from vouchers.queries.statistics import GroupBy


class StatisticsForm(PeriodForm):
    """Which days, and by what the vouchers are grouped: their origin by default."""

    by = forms.ChoiceField(
        choices=[(each.value, each.value) for each in GroupBy], required=False
    )

    @property
    def group_by(self) -> GroupBy:
        chosen: Any = self.cleaned_data.get("by") if self.is_valid() else None
        return GroupBy(chosen or GroupBy.ORIGIN)
