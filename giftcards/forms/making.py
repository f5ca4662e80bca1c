"""Gift cards that staff make: one, or those of a file."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.widgets import DateInput, HiddenInput, Textarea, TextInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.days import local_day, months_after, start_of
from giftcards.rules.card_files import CardFault, CardLine, read_cards
from shop.models import Shop
from vouchers.forms.fields import Figure, in_money_of
from vouchers.rules.codes import chosen_code

MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 5_000
USUAL_MONTHS = 12


def _day(label: StrOrPromise, **options: Any) -> forms.DateField:
    widget = DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class _Making(forms.Form):
    token = forms.UUIDField(widget=HiddenInput, initial=uuid.uuid4)
    sender = forms.CharField(
        label=pgettext_lazy("gift card", "From"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("As the recipient reads it: your shop, or somebody."),
    )
    ends = _day(pgettext_lazy("form", "Valid until the end of"))

    def __init__(
        self, data: Any = None, files: Any = None, *, shop: Shop, now: datetime
    ) -> None:
        super().__init__(data, files)
        self.shop, self.today = shop, local_day(now, shop.zone)
        in_money_of(self, shop)
        self.fields["ends"].initial = months_after(self.today, USUAL_MONTHS)

    def clean_ends(self) -> date:
        ends: date = self.cleaned_data["ends"]
        if ends < self.today:
            raise forms.ValidationError(_("This day is over."))
        return ends

    @property
    def end(self) -> datetime:
        """An instant within the last day."""
        return start_of(self.cleaned_data["ends"], self.shop.zone)


class MakeCardForm(_Making):
    """One card. ``token`` is one per form shown: sent twice, it makes once."""

    amount = Figure(
        label=gettext_lazy("Amount"),
        max_digits=9,
        decimal_places=2,
        validators=[
            MinValueValidator(Decimal("0.01")),
            MaxValueValidator(Decimal(100_000)),
        ],
        localize=True,
        widget=TextInput({"inputmode": "decimal", "size": 8}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code of your own"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Of a card that exists. Empty: a code nobody can guess."),
    )
    recipient = forms.CharField(
        label=gettext_lazy("Recipient"), max_length=100, required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("Recipient’s e-mail"), max_length=254, required=False
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=500,
        required=False,
        widget=Textarea({"rows": 3}),
    )
    deliver_on = _day(gettext_lazy("To be sent on"), required=False)
    field_order = [
        "amount",
        "ends",
        "code",
        "recipient",
        "email",
        "deliver_on",
        "sender",
        "message",
    ]

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        code = chosen_code(typed) if typed else ""
        if code is None:
            raise forms.ValidationError(
                _("A code is 3 to 30 letters without accents, digits and single hyphens.")
            )
        return code

    @property
    def line(self) -> CardLine:
        said = self.cleaned_data
        names = ["amount", "code", "recipient", "email", "message", "deliver_on"]
        return CardLine(line=1, **{name: said[name] for name in names})


class CardFileForm(_Making):
    file = forms.FileField(
        label=gettext_lazy("File of gift cards"),
        help_text=gettext_lazy(
            "CSV whose first line names the columns: montant, and if you like code,"
            " destinataire, e-mail, message, date. Nothing is made before you have seen"
            " what it holds."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    field_order = ["file", "ends", "sender"]

    def clean_file(self) -> tuple[list[CardLine], list[tuple[int, CardFault]]]:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 2 MB at most."))
        found = read_cards(file.read())
        if found is None:
            raise forms.ValidationError(_("No column of this file is called “montant”."))
        if not found[0]:
            raise forms.ValidationError(_("No line of this file makes a card."))
        if len(found[0]) > MOST_LINES:
            raise forms.ValidationError(_("This file is too long: 5,000 cards at most."))
        return found

    @property
    def file_name(self) -> str:
        file = self.files["file"]
        assert not isinstance(file, list), "one field, one file"
        return file.name or ""
