import uuid
from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts import devices
from accounts.models import User
from core.inputs import (
    OwnEmailField,
    PrintedCodeField,
    code_input,
    email_input,
    text_input,
)
from core.names import composed, is_name
from core.templatetags.typography import number
from mailing.models import MailCategory
from mailing.phrases.consents import CONSENT_WORDINGS
from mailing.queries import consents as mailing_consents
from points.queries.balance import Balance
from portal.queries.signed_in import customer_of
from referrals.models import ReferralTerms
from sharing.rules import LONGEST_MESSAGE
from shop.models import Customer, Shop
from wishlist.models import MAX_QUANTITY, Wish, WishlistSettings


class EmailForm(RequestLoginCodeForm):
    """The address to send a code to, in lower case, as addresses are stored.

    allauth limits how often one address and one IP address ask.
    """

    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one you use in the shop. We send you a code, without a password."),
        widget=email_input(),
    )

    def clean_email(self) -> str:
        """Count by address and by IP address; the owner's own browser apart."""
        email = str(self.cleaned_data["email"]).lower()
        request = context.request
        key = devices.counted_as(request, email)
        if not ratelimit.consume(request, action="request_login_code", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email

    @property
    def too_often(self) -> bool:
        return self.has_error("email", code="too_many_login_attempts")


class PasswordForm(forms.Form):
    """``person`` is who has signed in. axes counts the attempts."""

    email = OwnEmailField()
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, shop: Shop, *args: Any) -> None:
        super().__init__(*args)
        self.request, self.shop = request, shop
        self.person = User()

    def clean(self) -> None:
        given = self.cleaned_data
        if self.errors:
            return
        email = given["email"].lower()
        person = authenticate(self.request, username=email, password=given["password"])
        if getattr(self.request, "axes_locked_out", False):
            raise forms.ValidationError(
                _("Too many wrong passwords. Wait a quarter of an hour, or ask for a code.")
            )
        if not isinstance(person, User) or not customer_of(self.shop.code, person):
            raise forms.ValidationError(_("This address and this password do not match."))
        self.person = person


class NewPasswordForm(SetPasswordForm[User]):
    """A new password, twice; it is measured by Django's validators."""


class LoginCodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("Code"), max_length=20, widget=code_input("one-time-code")
    )


class EraseForm(forms.Form):
    """Confirm the erasure with a tick: what is erased does not come back."""

    understood = forms.BooleanField(
        label=_("I understand that what is listed above will be lost for good."),
        error_messages={"required": _("Tick the box to confirm.")},
    )


class PreferencesForm(forms.Form):
    """A switch per category of mails, as they stand, and the language of all."""

    language = forms.ChoiceField(label=_("Language of our e-mails"))

    def __init__(self, data: Any, *, customer: Customer) -> None:
        super().__init__(data)
        self._customer = customer
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [
            (code, get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
        language.initial = mailing_consents.languages([customer])[customer.pk]
        self._choices = mailing_consents.category_choices(customer)
        for choice in self._choices:
            wording = CONSENT_WORDINGS[choice.category]
            self.fields[choice.category.value] = forms.BooleanField(
                label=choice.category.label,
                help_text=wording.description,
                initial=choice.subscribed,
                required=False,
            )

    @property
    def switches(self) -> list[tuple[forms.BoundField, str]]:
        """Each field with the sentence that ticking it consents to."""
        shop = {"shop": self._customer.shop.name}
        return [
            (
                self[each.category.value],
                str(CONSENT_WORDINGS[each.category].sentence) % shop,
            )
            for each in self._choices
        ]

    @property
    def wanted(self) -> list[MailCategory]:
        ticked = self.cleaned_data
        return [each.category for each in self._choices if ticked[each.category.value]]


class EditWishForm(forms.Form):
    """The quantity, the priority, and which of the customer's lists the wish is on.

    The template writes the fields by hand: a page of a list shows the form many times.
    """

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MAX_QUANTITY)
    priority = forms.TypedChoiceField(
        label=_("How much you wish for it"), choices=Wish.Priority, coerce=int
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    onto = forms.TypedChoiceField(label=_("List"), coerce=int, required=False)
    tells_price = forms.BooleanField(required=False)
    tells_stock = forms.BooleanField(required=False)

    def __init__(
        self,
        data: QueryDict,
        *,
        lists: Sequence[tuple[int, str]],
        settings: WishlistSettings,
    ) -> None:
        super().__init__(data)
        self.fields["onto"].choices = lists  # type: ignore[attr-defined]
        for name in ("tells_price", "tells_stock"):
            if not getattr(settings, name):
                del self.fields[name]

    @property
    def says_alerts(self) -> bool:
        """Whether the shop sends alerts at all."""
        return "tells_price" in self.fields or "tells_stock" in self.fields


class ListForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=80)


class GiftCardCodeForm(forms.Form):
    code = PrintedCodeField(label=_("Code of the gift card"), max_length=60)


class ConvertPointsForm(forms.Form):
    """Points to turn into a voucher; all where the field was not on the page.

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
        sentence = _("From %(least)s to %(most)s.")
        step = balance.version.convert_step
        if step > 1:
            sentence = _("From %(least)s to %(most)s, in steps of %(step)s.")
        field.help_text = sentence % {
            "least": number(balance.least),
            "most": number(balance.convertible),
            "step": number(step),
        }
        field.widget.attrs |= {
            "required": True,
            "inputmode": "numeric",
            "min": balance.least,
            "max": balance.convertible,
            "step": balance.version.convert_step,
        }


class RecommendForm(forms.Form):
    """An article for a friend. ``website`` is for those who fill in whatever there is."""

    WRITTEN = ("sender_name", "sender_email", "friend_name", "friend_email", "text")

    sender_name = forms.CharField(
        label=_("Your first name"), max_length=40, widget=text_input("given-name")
    )
    sender_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("Your friend’s answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    friend_name = forms.CharField(
        label=_("Your friend’s first name"), max_length=40, widget=text_input("off")
    )
    friend_email = forms.EmailField(
        label=_("Your friend’s e-mail address"),
        max_length=254,
        help_text=_("We write there once, and do not keep it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Your message (optional)"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_MESSAGE}),
    )
    agreed = forms.BooleanField(
        label=_("My friend agrees to receive this message."),
        error_messages={"required": _("Your friend has to agree first.")},
    )
    token = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=200)

    def clean_sender_name(self) -> str:
        return composed(self.cleaned_data["sender_name"])

    def clean_friend_name(self) -> str:
        return composed(self.cleaned_data["friend_name"])

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class AcceptForm(forms.Form):
    """``version``: the conditions that were on the page when the box was ticked."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    accepted = forms.BooleanField()


class ClaimForm(forms.Form):
    """A friend accepts a sponsor's offer. ``website`` is for robots alone."""

    first_name = forms.CharField(
        label=_("First name"), max_length=40, widget=text_input("given-name")
    )
    email = OwnEmailField(help_text=_("The one with which you will open your account."))
    accepted = forms.BooleanField()
    version = forms.IntegerField(widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, terms: ReferralTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = terms.number

    def clean_first_name(self) -> str:
        return _a_name(self.cleaned_data["first_name"])

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data["website"])


class InvitationForm(forms.Form):
    """Whom to write to, once. A name only: no message of one's own, so no spam."""

    first_name = forms.CharField(
        label=_("Your friend’s first name"), max_length=40, widget=text_input("off")
    )
    email = forms.EmailField(
        label=_("Your friend’s e-mail address"),
        max_length=254,
        widget=email_input("off"),
    )
    agreed = forms.BooleanField()

    def clean_first_name(self) -> str:
        return _a_name(self.cleaned_data["first_name"])


def _a_name(text: str) -> str:
    if not is_name(text):
        raise forms.ValidationError(_("A first name, please: letters only."))
    return composed(text)
