import uuid
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from core.templatetags.typography import number
from points.queries import Balance


class EmailForm(RequestLoginCodeForm):
    """Where to send a code, in lower case, as people are known here.

    allauth counts how often one address, and one place, ask.
    """

    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one you use in the shop. We send you a code, without a password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    @property
    def too_often(self) -> bool:
        return self.has_error("email", code="too_many_login_attempts")


class CodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


class EraseForm(forms.Form):
    """Said once more, by hand: what is erased does not come back."""

    understood = forms.BooleanField(
        label=_("I understand that what is listed above will be lost for good."),
        error_messages={"required": _("Tick the box to confirm.")},
    )


class ConvertForm(forms.Form):
    """Points to turn into a bon: so many, or all where the field was not there.

    ``token`` is new on every page that is shown and comes back as ``source``, so that
    a double click converts once.
    """

    source = forms.UUIDField(widget=forms.HiddenInput)
    points = forms.IntegerField(label=_("Number of points"))

    def __init__(self, *args: Any, balance: Balance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token = uuid.uuid4()
        field = self.fields["points"]
        field.required = "points" in self.data
        field.help_text = _range(balance)
        field.widget.attrs |= {
            "required": True,
            "inputmode": "numeric",
            "min": balance.least,
            "max": balance.convertible,
            "step": balance.version.convert_step,
        }


def _range(balance: Balance) -> str:
    sentence = _("From %(least)s to %(most)s.")
    step = balance.version.convert_step
    if step > 1:
        sentence = _("From %(least)s to %(most)s, in steps of %(step)s.")
    return sentence % {
        "least": number(balance.least),
        "most": number(balance.convertible),
        "step": number(step),
    }
