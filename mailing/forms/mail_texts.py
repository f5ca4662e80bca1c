from typing import Any

from django import forms
from django.forms.widgets import Textarea, TextInput
from django.utils.translation import gettext_lazy as _

from mailing.models import MailText
from mailing.rules.markup import MailSource


class MailTextForm(forms.ModelForm[MailText]):
    """A text as it is being written; ``customer`` is the one the preview is for."""

    customer = forms.CharField(
        label=_("Seen by"),
        required=False,
        max_length=254,
        help_text=_("A customer’s e-mail address or id in the shop. Empty: an example."),
    )

    class Meta:
        model = MailText
        fields = ["subject", "preheader", "body"]
        widgets = {
            "subject": TextInput({"class": "vTextField"}),
            "preheader": TextInput({"class": "vTextField"}),
            "body": Textarea({"rows": 22, "class": "vLargeTextField"}),
        }

    def __init__(self, data: Any, *, source: MailSource) -> None:
        super().__init__(
            data,
            initial={
                "subject": source.subject,
                "preheader": source.preheader,
                "body": source.body,
            },
        )

    def source(self) -> MailSource:
        """Requires: the form is valid."""
        cleaned = self.cleaned_data
        return MailSource(
            subject=cleaned["subject"],
            preheader=cleaned["preheader"],
            body=cleaned["body"].replace("\r\n", "\n"),
        )
