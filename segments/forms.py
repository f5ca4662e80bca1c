from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.forms.widgets import CheckboxSelectMultiple, DateInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from segments.models import COLUMNS, Segment
from segments.rules import Criteria
from shop.forms import category_choices
from shop.models import Category, CustomerGroup, Shop


class SegmentForm(forms.ModelForm[Segment]):
    """A segment of ``shop``. Asked for a preview it is never valid: nothing is saved."""

    shop: ClassVar[Shop]
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages"),
        choices=settings.LANGUAGES,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: any."),
    )

    class Meta:
        model = Segment
        fields = ["name", "groups", *COLUMNS, "categories", "languages"]
        widgets = {
            "groups": CheckboxSelectMultiple,
            "categories": CheckboxSelectMultiple,
            "registered_from": DateInput({"type": "date"}, "%Y-%m-%d"),
            "registered_until": DateInput({"type": "date"}, "%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.shop = self.shop
        for name, rows in {
            "groups": CustomerGroup.objects.filter(shop=self.shop).order_by("name", "pk"),
            "categories": Category.objects.filter(shop=self.shop),
        }.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = rows
        if "categories" in self.fields:
            self.fields["categories"].widget.choices = category_choices(self.shop)

    def is_valid(self) -> bool:
        return super().is_valid() and "preview" not in self.data

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = Segment.objects.filter(shop=self.shop, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a segment of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for least, most in [
            ("min_orders", "max_orders"),
            ("min_spend", "max_spend"),
            ("quiet_days", "active_days"),
            ("registered_from", "registered_until"),
        ]:
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, _("This is less than the field before."))
        return cleaned

    @property
    def criteria(self) -> Criteria:
        """What is filled in, saved or not. Only where nothing of it is wrong."""
        cleaned = self.cleaned_data
        return Criteria(
            shop=self.shop.pk,
            groups=tuple(sorted(row.pk for row in cleaned["groups"])),
            categories=tuple(sorted(row.pk for row in cleaned["categories"])),
            languages=tuple(cleaned["languages"]),
            **{name: cleaned[name] for name in COLUMNS},
        )
