"""Fields and inputs that stand on many pages, alike to browsers and to phones."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def email_input(autocomplete: str = "email") -> forms.EmailInput:
    return forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"})


def text_input(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete})


def code_input(autocomplete: str = "off") -> forms.TextInput:
    """Keyboards begin in capitals and correct nothing."""
    attrs = {
        "autocomplete": autocomplete,
        "autocapitalize": "characters",
        "spellcheck": "false",
        "class": "code",
    }
    return forms.TextInput(attrs=attrs)


class OwnEmailField(forms.EmailField):
    """The address of whoever fills in the form."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("E-mail address"))
        super().__init__(max_length=254, widget=email_input(), **options)


class PrintedCodeField(forms.CharField):
    """A code as it is printed or read out; blanks in it do not count."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=code_input(), **options)

    def clean(self, value: Any) -> str:
        return "".join(str(super().clean(value)).split())
