from django import forms
from django.forms.widgets import Textarea, TextInput

from mailing.models import Branding


class BrandingForm(forms.ModelForm[Branding]):
    """Colour fields are pickers; browsers send their values in lower case."""

    class Meta:
        model = Branding
        fields = [
            "sender_name",
            "sender_email",
            "reply_to",
            "logo",
            "logo_width",
            "colour",
            "background",
            "company",
            "address",
            "legal",
            "privacy_url",
        ]
        widgets = {
            "colour": TextInput({"type": "color"}),
            "background": TextInput({"type": "color"}),
            "legal": Textarea({"rows": 3}),
        }
