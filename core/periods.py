"""Days from one to another, as statistics ask for them, and the form that asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.widgets import DateInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.days import close_of, start_of

USUAL_DAYS = 30
PROPOSED: list[tuple[int, StrOrPromise]] = [
    (7, gettext_lazy("7 days")),
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (365, gettext_lazy("12 months")),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of a shop, both within it."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the instant at which it begins, and the first one after it."""
        return start_of(self.first, zone), close_of(self.last, zone)


def last_days(days: int, today: date) -> Period:
    """Return the period of so many days that ends today, today included."""
    return Period(first=today - timedelta(days=days - 1), last=today)


def proposed_periods(today: date) -> Iterator[tuple[str, Period]]:
    """Return what a page offers at one click: labels, and the periods they stand for."""
    for days, label in PROPOSED:
        yield str(label), last_days(days, today)


class PeriodForm(forms.Form):
    """Choose a period; nothing filled in means the last thirty days."""

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
        self.usual = last_days(USUAL_DAYS, today)
        filled = {"first": f"{self.usual.first}", "last": f"{self.usual.last}"}
        super().__init__({**filled, **data.dict()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("It would end before it begins."))
        return cleaned

    @property
    def period(self) -> Period:
        """Return the period asked for; the last thirty days where that is not valid."""
        if not self.is_valid():
            return self.usual
        first = self.cleaned_data["first"] or self.usual.first
        last = self.cleaned_data["last"] or self.usual.last
        return Period(first=first, last=last) if first <= last else self.usual
