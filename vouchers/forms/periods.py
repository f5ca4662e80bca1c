from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.widgets import DateInput
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vouchers.queries.statistics import GroupBy, Period


class PeriodForm(forms.Form):
    """Which days, and told apart by what. Nothing said: the last thirty days."""

    first = forms.DateField(
        label=pgettext_lazy("period", "From"),
        required=False,
        widget=DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    last = forms.DateField(
        label=pgettext_lazy("period", "to"),
        required=False,
        widget=DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    by = forms.ChoiceField(
        choices=[(each.value, each.value) for each in GroupBy], required=False
    )

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        usual = {"first": f"{today - timedelta(days=29)}", "last": f"{today}"}
        super().__init__({**usual, "by": GroupBy.ORIGIN.value, **data.dict()})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("It would end before it begins."))
        return said

    @property
    def period(self) -> Period:
        """What was asked, or the usual where that makes no sense."""
        usual = Period(first=self.today - timedelta(days=29), last=self.today)
        if not self.is_valid():
            return usual
        first = self.cleaned_data["first"] or usual.first
        last = self.cleaned_data["last"] or usual.last
        return Period(first=first, last=last) if first <= last else usual

    @property
    def group_by(self) -> GroupBy:
        said = self.cleaned_data.get("by") if self.is_valid() else None
        return GroupBy(said or GroupBy.ORIGIN)
