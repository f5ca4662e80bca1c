from typing import Any

from django import forms
from django.forms.widgets import (
    HiddenInput,
    NumberInput,
    Select,
    Textarea,
    TextInput,
    URLInput,
)
from django.http import QueryDict
from django.utils.translation import gettext as _

from referrals.actions.terms import TERMS_FIELDS
from referrals.models import ReferralTerms

SIDES = ["sponsor", "friend"]
AMOUNTS = ["minimum", "voucher_minimum"]
AMOUNTS += [f"{side}_{kind}" for side in SIDES for kind in ("amount", "percent")]


class ReferralTermsForm(forms.ModelForm[ReferralTerms]):
    """The settings, each field small enough to stand in its sentence. It is never saved.

    ``base`` is the number of the version it starts from, 0 for none.
    """

    base = forms.IntegerField(widget=HiddenInput)

    class Meta:
        model = ReferralTerms
        fields = TERMS_FIELDS
        localized_fields = AMOUNTS
        widgets = {
            **dict.fromkeys(AMOUNTS, TextInput({"inputmode": "decimal", "size": 7})),
            "sponsor_points": NumberInput({"max": 1_000_000}),
            "friend_points": NumberInput({"max": 1_000_000}),
            "conditions_fr": Textarea({"rows": 3}),
            "conditions_en": Textarea({"rows": 3}),
        }

    def __init__(self, data: QueryDict | None, *, instance: ReferralTerms) -> None:
        super().__init__(data, instance=instance, initial={"base": instance.number or 0})
        for name, field in self.fields.items():
            field.help_text = ""
            if name.endswith("_orders"):
                field.widget.attrs["max"] = 100
            if isinstance(field.widget, (TextInput, NumberInput, URLInput, Select)):
                field.widget.attrs["aria-label"] = str(field.label)

    def clean(self) -> dict[str, Any]:
        """Figures that the kind of reward does not ask for are left out."""
        cleaned = super().clean() or self.cleaned_data
        for side in SIDES:
            gives = cleaned.get(f"{side}_gives")
            for kind in ("points", "amount", "percent"):
                name = f"{side}_{kind}"
                if gives != kind:
                    cleaned[name] = None
                    self._errors.pop(name, None)  # type: ignore[attr-defined]
                elif name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("Say how much."))
            if (cleaned.get(f"{side}_percent") or 0) > 100:  # noqa: PLR2004 -- per cent
                self.add_error(f"{side}_percent", _("At most 100."))
        if cleaned.get("hold_at", 0) > cleaned.get("refuse_at", 100):
            why = _("Look before you refuse: at least as many points.")
            self.add_error("refuse_at", why)
        return cleaned

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TERMS_FIELDS}
