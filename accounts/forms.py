from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.forms.widgets import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class UserAddForm(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "is_staff")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class UserForm(UserChangeForm[User]):
    class Meta:
        model = User
        fields = ("email", "is_active", "is_staff", "is_superuser", "groups")
        labels = {"groups": _("roles")}
        help_texts = {"groups": _("They limit what may be adjusted by hand.")}
        widgets = {"groups": CheckboxSelectMultiple}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
