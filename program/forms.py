import uuid
from itertools import groupby
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.widgets import CheckboxSelectMultiple, HiddenInput, Select, Textarea
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import Shop

AT_MOST = 1_000_000


class AdjustForm(forms.Form):
    """``token`` is one per form shown: sent twice, it counts once."""

    points = forms.IntegerField(
        label=gettext_lazy("Points"),
        help_text=gettext_lazy("For instance 10 to give ten points, -10 to take them."),
        validators=[MinValueValidator(-AT_MOST), MaxValueValidator(AT_MOST)],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The customer may ask; it stays in the history."),
        max_length=500,
        widget=Textarea({"rows": 2}),
    )
    token = forms.UUIDField(widget=HiddenInput, initial=uuid.uuid4)

    def clean_points(self) -> int:
        points = int(self.cleaned_data["points"])
        if not points:
            raise forms.ValidationError(_("Zero changes nothing."))
        return points


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """All there are, by region: a reader looks for Europe, then for Paris."""
    names = sorted(available_timezones(), key=lambda name: ("/" not in name, name))
    return [
        (region, [(name, name.removeprefix(f"{region}/")) for name in group])
        for region, group in groupby(names, lambda name: name.rpartition("/")[0] or "–")
    ]


class ShopForm(forms.ModelForm[Shop]):
    class Meta:
        model = Shop
        fields = [
            "name",
            "code",
            "currency",
            "timezone",
            "language",
            "applies_group",
            "archive_after",
            "staff",
        ]
        widgets = {
            "timezone": Select(choices=time_zones()),
            "staff": CheckboxSelectMultiple,
        }
