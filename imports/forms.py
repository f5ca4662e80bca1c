"""What a merchant says of a file: what it holds, which column is which."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.models import FileImport
from imports.phrases import COLUMN_NAMES
from imports.rules.columns import COLUMNS, WHO
from shop.models import Order

MOST_BYTES = 50 * 1024 * 1024


class FileForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        choices=FileImport.Kind,
        widget=forms.RadioSelect,
        initial=FileImport.Kind.CUSTOMERS,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A CSV file, as your shop or your spreadsheet exports it. Nothing is taken in"
            " before you have seen what it would change."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large: 50 MB at most. Split it, or ask your host.")
            )
        return file


class SetUpForm(forms.Form):
    """Our columns beside theirs; of orders also their states, and the past."""

    def __init__(self, data: Any, *, row: FileImport, words: dict[str, str]) -> None:
        super().__init__(data)
        self.row, self.words = row, words
        theirs = [(str(place), head or "–") for place, head in enumerate(row.heads)]
        for column in COLUMNS[row.kind]:
            self.fields[f"column_{column.name}"] = forms.ChoiceField(
                label=COLUMN_NAMES[column.name],
                choices=[("", _("not in the file")), *theirs],
                required=False,
                initial=str(row.columns.get(column.name, "")),
                help_text=_("Needed") if column.required else "",
            )
        for place, (word, state) in enumerate(words.items()):
            self.fields[f"state_{place}"] = forms.ChoiceField(
                label=word or _("(empty)"),
                choices=[("", _("leave these orders out")), *Order.State.choices],
                required=False,
                initial=state,
            )
        if row.kind == FileImport.Kind.ORDERS:
            self.fields["past"] = forms.ChoiceField(
                label=_("Points for the past?"),
                choices=FileImport.Past,
                widget=forms.RadioSelect,
                initial=row.past,
            )
            self.fields["past_since"] = forms.DateField(
                label=_("since"),
                required=False,
                initial=row.past_since,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        since = said.get("past") == FileImport.Past.SINCE
        if since and not said.get("past_since"):
            self.add_error("past_since", _("Say since which day."))
        for column in COLUMNS[self.row.kind]:
            if column.required and not said.get(f"column_{column.name}"):
                self.add_error(
                    f"column_{column.name}",
                    _("Say which column of your file is this one."),
                )
        who = [said.get(f"column_{name}") for name in WHO]
        kinds = {FileImport.Kind.ORDERS, FileImport.Kind.BALANCES}
        if self.row.kind in kinds and not any(who):
            self.add_error(
                "column_email",
                _("Say who it is about: by an e-mail address, or by an id of your shop."),
            )
        return said

    @property
    def columns(self) -> dict[str, int]:
        return {
            column.name: int(self.cleaned_data[f"column_{column.name}"])
            for column in COLUMNS[self.row.kind]
            if self.cleaned_data[f"column_{column.name}"]
        }

    @property
    def states(self) -> dict[str, str]:
        return {
            word: self.cleaned_data[f"state_{place}"]
            for place, word in enumerate(self.words)
        }

    @property
    def past_since(self) -> Any:
        if self.cleaned_data.get("past") != FileImport.Past.SINCE:
            return None
        return self.cleaned_data["past_since"]

    def column_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def state_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("state_")]
