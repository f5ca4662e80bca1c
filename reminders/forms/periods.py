from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.widgets import DateInput
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vouchers.queries import Period


class PeriodForm(forms.Form):
    """Which days. Nothing said: the last thirty."""

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

    def __init__(self, data: Any, *, today: date) -> None:
        self.usual = Period(first=today - timedelta(days=29), last=today)
        said = {"first": f"{self.usual.first}", "last": f"{self.usual.last}"}
        super().__init__({**said, **data.dict()})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("It would end before it begins."))
        return said

    @property
    def period(self) -> Period:
        """What was asked, or the usual where that makes no sense."""
        if not self.is_valid():
            return self.usual
        first = self.cleaned_data["first"] or self.usual.first
        last = self.cleaned_data["last"] or self.usual.last
        return Period(first=first, last=last) if first <= last else self.usual
