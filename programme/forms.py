import uuid
from itertools import groupby
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models.functions import Lower
from django.forms.widgets import CheckboxSelectMultiple, HiddenInput, Select, Textarea
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import Customer, Shop

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


class MergeForm(forms.Form):
    """The other account of somebody who has two: by its id in the shop, or its address."""

    other = forms.CharField(
        label=gettext_lazy("The other account"),
        help_text=gettext_lazy("Its id in the shop, or its e-mail address."),
        max_length=254,
    )

    def __init__(self, data: QueryDict | None, *, kept: Customer) -> None:
        super().__init__(data)
        self.kept = kept

    def clean_other(self) -> Customer:
        said = self.cleaned_data["other"]
        known = Customer.objects.filter(shop=self.kept.shop_id)
        by_id = known.filter(external_id=said)
        by_email = known.alias(address=Lower("email")).filter(address=said.lower())
        found = list(by_id or by_email.exclude(pk=self.kept.pk).order_by("pk")[:2])
        if not found:
            raise forms.ValidationError(_("There is no such account in this shop."))
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several accounts have this address: give the id of one.")
            )
        return found[0]


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
            "claim_days",
            "change_notice_days",
            "applies_group",
            "archive_after",
            "retention_years",
            "root_email",
            "staff",
        ]
        widgets = {
            "timezone": Select(choices=time_zones()),
            "staff": CheckboxSelectMultiple,
        }
