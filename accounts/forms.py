from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Permission
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class UserAddForm(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "is_staff")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ExportsField(forms.ModelMultipleChoiceField[Permission]):
    """The permissions to export a list, each named by its list."""

    def label_from_instance(self, obj: Permission) -> str:
        model = obj.content_type.model_class()
        return str(capfirst(model._meta.verbose_name_plural)) if model else obj.name


class UserForm(UserChangeForm[User]):
    user_permissions = ExportsField(
        Permission.objects.filter(codename__startswith="export_").order_by("pk"),
        label=_("May export"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The lists that they may take away as a file, of their own shops."),
    )

    class Meta:
        model = User
        fields = (
            "email",
            "is_active",
            "is_staff",
            "is_superuser",
            "groups",
            "user_permissions",
        )
        labels = {"groups": _("roles")}
        help_texts = {"groups": _("They limit what may be adjusted by hand.")}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean_user_permissions(self) -> list[Permission]:
        """What this form does not show stays."""
        others = self.instance.user_permissions.exclude(codename__startswith="export_")
        return [*self.cleaned_data["user_permissions"], *others]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
