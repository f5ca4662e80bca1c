from django import forms
from django.forms.widgets import RadioSelect, Textarea
from django.utils.translation import gettext_lazy as _

from referrals.models import Referral


class StaffDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("decision"), choices=Referral.Decision.choices, widget=RadioSelect
    )
    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=Textarea(attrs={"rows": 3})
    )
