from django import forms
from django.forms.widgets import Textarea
from django.utils.translation import gettext_lazy


class CancelVoucherForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The customer may ask; it is kept with the voucher."),
        max_length=500,
        widget=Textarea({"rows": 2}),
    )
