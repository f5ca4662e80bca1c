import uuid
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.widgets import HiddenInput, Textarea
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import Shop

AT_MOST = 1_000_000


class AdjustForm(forms.Form):
    """``token`` is one per form shown: sent twice, it counts once."""

    points = forms.IntegerField(
        label=gettext_lazy("points"),
        help_text=gettext_lazy("For instance 10 to give ten points, -10 to take them."),
        validators=[MinValueValidator(-AT_MOST), MaxValueValidator(AT_MOST)],
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
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
    """By region, as a reader looks for his: Europe, then Paris."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, _slash, place = name.partition("/")
        if place and region != "Etc":
            regions.setdefault(region, []).append((name, place.replace("_", " ")))
    return list(regions.items())


class ShopForm(forms.ModelForm[Shop]):
    timezone = forms.ChoiceField(
        label=gettext_lazy("time zone"),
        choices=time_zones,
        initial="Europe/Paris",
        help_text=gettext_lazy("Where its days begin and end."),
    )

    class Meta:
        model = Shop
        fields = ["name", "code", "currency", "timezone", "language", "staff"]
