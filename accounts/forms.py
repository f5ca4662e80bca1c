from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.phrases import role_description, role_label


class UserAddForm(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "is_staff")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


# What may be done beside looking, by permission.
PERMISSION_LABELS = {
    "change_campaign": _("Set up campaigns, turn them on and off"),
    "add_campaign": _("Add campaigns"),
    "run_campaign": _("Run campaigns now"),
    "view_campaign_results": _("See the results of campaigns"),
    "change_schedule": _("Set up the runs of campaigns: margin, address to call"),
    "add_segment": _("Add segments"),
    "change_segment": _("Change segments"),
    "delete_segment": _("Remove segments"),
    "change_mailtext": _("Write the texts of e-mails"),
    "change_branding": _("Set sender, logo and colours of e-mails"),
    "change_sendinglimits": _("Set how often and when offers are sent"),
    "delete_suppression": _("Write again to addresses whose mails came back"),
    "add_voucher": _("Make vouchers"),
    "cancel_voucher": _("Cancel vouchers"),
    "view_voucher_statistics": _("See the statistics of vouchers"),
    "add_budget": _("Add budgets"),
    "change_budget": _("Change budgets"),
    "add_cartoffer": _("Open, change and close cart offers"),
    "add_marginguard": _("Set the ceiling of discounts"),
    "add_giftcard": _("Make gift cards"),
    "cancel_giftcard": _("Cancel gift cards"),
    "view_giftcard_report": _("See the report of gift cards"),
    "add_cardterms": _("Add terms of gift cards"),
    "change_cardterms": _("Change terms of gift cards"),
    "delete_cardterms": _("Remove terms of gift cards"),
    "change_wishlistsettings": _("Set up wishlists"),
    "change_sharingsettings": _("Set up “Send to a friend”"),
    "add_ruleversion": _("Change the rules of the programme"),
    "add_tierchange": _("Draft tiers, put them in force and take that back"),
    "add_pin": _("Pin a customer to a tier"),
    "add_movement": _("Adjust points, up to the limit of their role"),
    "erase_customer": _("Erase customers"),
    "invite_staff": _("Invite staff, and take their access away"),
    "change_customer": _("Merge accounts of customers, and part them again"),
    "add_referralterms": _("Change the conditions of referrals"),
    "change_referral": _("Decide on referrals that wait"),
    "change_shop": _("Change the settings of the shop"),
    "add_apikey": _("Make API keys"),
    "change_apikey": _("Revoke API keys"),
    "add_connection": _("Connect a shop"),
    "change_connection": _("Run and end the connection of a shop"),
    "change_demoorder": _("Change and refund orders of the demo shop"),
}
GRANTED = Q(codename__startswith="export_") | Q(codename__in=PERMISSION_LABELS)


class RightsField(forms.ModelMultipleChoiceField[Permission]):
    """Permissions in words: what may be done, or which list may be exported."""

    def label_from_instance(self, obj: Permission) -> str:
        # Django's own name is English and speaks of models: « Can add cart offer ».
        if obj.codename in PERMISSION_LABELS:
            return str(PERMISSION_LABELS[obj.codename])
        model = obj.content_type.model_class()
        plural = str(capfirst(model._meta.verbose_name_plural)) if model else obj.name
        return str(_("Export the list: %(list)s") % {"list": plural})


class RolesField(forms.ModelMultipleChoiceField[Group]):
    """Roles by their name, each with what it is for."""

    def label_from_instance(self, obj: Group) -> str:
        label, description = role_label(obj), role_description(obj)
        return f"{label} – {description}" if description else label


class UserForm(UserChangeForm[User]):
    groups = RolesField(
        Group.objects.order_by("pk"),
        label=_("roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They say what may be looked at and done in the shops of this person, and limit"
            " what may be adjusted by hand. Without any, no page opens."
        ),
    )
    user_permissions = RightsField(
        Permission.objects.filter(GRANTED).select_related("content_type").order_by("pk"),
        label=_("May also"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In their own shops, beside what their roles allow."),
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

    def clean_user_permissions(self) -> list[Permission]:
        """Keep the permissions that this form does not show."""
        # The rights to look are no boxes here: saving must not drop them.
        others = self.instance.user_permissions.exclude(GRANTED)
        return [*self.cleaned_data["user_permissions"], *others]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
