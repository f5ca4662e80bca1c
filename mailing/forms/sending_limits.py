from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailing.models import SendingLimits

DAYS = [(number + 1, name) for number, name in WEEKDAYS.items()]
ALL_WEEK = 7


class SendingLimitsForm(forms.ModelForm[SendingLimits]):
    """Number and time fields small enough to stand within a sentence."""

    quiet_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("quiet days"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = SendingLimits
        fields = [
            "frequency_cap",
            "frequency_cap_days",
            "quiet_from",
            "quiet_until",
            "quiet_days",
        ]
        widgets = {
            "frequency_cap": forms.NumberInput({"min": 1, "max": 1000}),
            "frequency_cap_days": forms.NumberInput({"min": 1, "max": 366}),
            "quiet_from": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }

    def clean_quiet_days(self) -> list[Any]:
        days: list[Any] = self.cleaned_data["quiet_days"]
        if len(days) == ALL_WEEK:
            raise forms.ValidationError(_("Leave a day on which offers may be sent."))
        return days
