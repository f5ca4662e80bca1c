from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import CheckboxSelectMultiple, DateInput, Textarea
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reminders.models import Campaign, CampaignStep
from reminders.rules.presets import Aim
from segments.models import Segment
from shop.models import Shop
from vouchers.models import Budget

# The fields that decide who is due, by aim; the first of each must be filled in.
WHO: Mapping[Aim, list[str]] = {
    Aim.CART: ["window_days"],
    Aim.ORDER: ["window_days"],
    Aim.BEST: ["threshold", "period_days", "repeat_days"],
    Aim.LAPSED: ["quiet_days", "gap_factor", "repeat_days"],
    Aim.WELCOME: ["window_days"],
    Aim.BIRTHDAY: [],
    Aim.FIRST_ORDER: ["window_days"],
    Aim.ORDERS: ["min_orders", "window_days"],
    Aim.TURNOVER: ["threshold", "window_days"],
    Aim.TIER: ["threshold", "repeat_days"],
    Aim.EXCLUSIVE: ["starts_on", "ends_on"],
}
_DAY = {"type": "date"}


class CampaignForm(forms.ModelForm[Campaign]):
    """One campaign's settings: those that its aim looks at, and no others."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("days"),
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        coerce=int,
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = Campaign
        fields = [
            "name",
            "priority",
            "segment",
            "window_days",
            "threshold",
            "min_orders",
            "period_days",
            "quiet_days",
            "gap_factor",
            "repeat_days",
            "starts_on",
            "ends_on",
            "label",
            "message",
            "budget",
            "hour_from",
            "hour_until",
            "weekdays",
            "holdout_percent",
        ]
        widgets = {
            "message": Textarea({"rows": 3}),
            "starts_on": DateInput(_DAY, "%Y-%m-%d"),
            "ends_on": DateInput(_DAY, "%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aim = Aim(self.instance.aim)
        for name in {name for names in WHO.values() for name in names} - {*WHO[aim]}:
            self.fields.pop(name, None)
        for name in WHO[aim][:1] + (["ends_on"] if aim == Aim.EXCLUSIVE else []):
            if name in self.fields:
                self.fields[name].required = True
        if "threshold" in self.fields:
            self.fields["threshold"].min_value = 0  # type: ignore[attr-defined]
            if aim == Aim.TIER:
                self.fields["threshold"].label = _("still to spend, at most")
        shop = self.instance.shop
        self._offer("segment", Segment.objects.filter(shop=shop).order_by("name", "pk"))
        self._offer("budget", Budget.objects.filter(shop=shop).order_by("name", "pk"))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    def clean_name(self) -> str:
        return free_name(self.instance.shop, self.cleaned_data["name"], self.instance.pk)

    def clean_threshold(self) -> Any:
        amount = self.cleaned_data["threshold"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("It must be more than zero."))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("hour_from"), cleaned.get("hour_until")
        if first is not None and last is not None and first >= last:
            self.add_error("hour_until", _("It would end before it begins."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It would end before it begins."))
        return cleaned


def free_name(shop: Shop, name: str, excluding: int | None = None) -> str:
    taken = Campaign.objects.filter(shop=shop, name=name).exclude(pk=excluding or 0)
    if taken.exists():
        raise forms.ValidationError(_("There is a campaign of this name already."))
    return name


class AddForm(forms.ModelForm[Campaign]):
    """One more campaign: its name and whom it is for; the rest comes from the preset."""

    class Meta:
        model = Campaign
        fields = ["shop", "aim", "name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("shop") and cleaned.get("name"):
            try:
                free_name(cleaned["shop"], cleaned["name"])
            except forms.ValidationError as taken:
                self.add_error("name", taken)
        return cleaned


class CampaignStepForm(forms.ModelForm[CampaignStep]):
    class Meta:
        model = CampaignStep
        fields = [
            "number",
            "delay_hours",
            "gives",
            "percent",
            "amount",
            "minimum",
            "valid_days",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Label each field: a screen reader does not read the head of its column."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)

    def clean(self) -> dict[str, Any]:
        """A voucher gives a percentage or an amount: the other field is emptied."""
        cleaned = super().clean() or self.cleaned_data
        gives = cleaned.get("gives")
        for name in ("percent", "amount"):
            if name != gives:
                cleaned[name] = None
            elif not cleaned.get(name) or cleaned[name] <= 0:
                self.add_error(name, _("Say how much."))
        percent = cleaned.get("percent") if gives == CampaignStep.Gives.PERCENT else None
        if percent and percent > 100:  # noqa: PLR2004 -- a whole
            self.add_error("percent", _("At most 100."))
        if cleaned.get("number") == 0:
            self.add_error("number", _("Steps are counted from one."))
        if cleaned.get("minimum") is not None and cleaned["minimum"] < 0:
            self.add_error("minimum", _("It cannot be negative."))
        return cleaned
