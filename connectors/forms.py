"""What the merchant is asked while a shop is connected."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.contract import ShopKind
from connectors.models import Connection, ContactAccount
from shop.models import Order, Shop


class KeyForm(forms.Form):
    """What a kind of shop asks for. Never shown again: it is given anew."""

    def __init__(self, data: QueryDict | None, *, kind: ShopKind) -> None:
        super().__init__(data)
        self.names = [each.name for each in kind.credentials]
        for each in kind.credentials:
            self.fields[each.name] = forms.CharField(
                label=each.label,
                help_text=each.help,
                max_length=300,
                widget=forms.PasswordInput({"autocomplete": "off"}),
            )

    @property
    def credentials(self) -> Mapping[str, str]:
        return {name: self.cleaned_data[name] for name in self.names}


class ConnectForm(KeyForm):
    shop = forms.ModelChoiceField(
        Shop.objects.none(), label=gettext_lazy("Shop"), empty_label=None
    )
    address = forms.URLField(
        label=gettext_lazy("Address of the shop"), max_length=300, assume_scheme="https"
    )
    ca_pem = forms.CharField(
        label=gettext_lazy("Own certificate authority"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "In PEM, for a shop whose certificate is its own; empty for all others."
        ),
    )

    def __init__(
        self, data: QueryDict | None, *, kind: ShopKind, shops: list[Shop]
    ) -> None:
        super().__init__(data, kind=kind)
        choice: Any = self.fields["shop"]
        choice.queryset = Shop.objects.filter(pk__in=[each.pk for each in shops])
        self.fields["address"].widget.attrs["placeholder"] = kind.example
        self.order_fields(["shop", "address", *self.names, "ca_pem"])


class NewAddressForm(forms.Form):
    """Where a shop that is connected is now."""

    address = forms.URLField(
        label=gettext_lazy("New address of the shop"),
        max_length=300,
        assume_scheme="https",
    )


class StatesForm(forms.Form):
    """One choice for each state of the shop."""

    def __init__(self, data: QueryDict | None, *, connection: Connection) -> None:
        super().__init__(data)
        for key, name in connection.found.get("states", []):
            self.fields[f"state_{key}"] = forms.ChoiceField(
                label=name,
                choices=Order.State.choices,
                initial=connection.states.get(key),
            )

    @property
    def states(self) -> dict[str, str]:
        return {
            name.removeprefix("state_"): value for name, value in self.cleaned_data.items()
        }


class PastForm(forms.Form):
    past = forms.ChoiceField(
        label=gettext_lazy("Points for the past?"),
        choices=Connection.Past.choices,
        initial=Connection.Past.NONE,
        widget=forms.RadioSelect,
    )
    past_since = forms.DateField(
        label=gettext_lazy("since"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("past") == Connection.Past.SINCE and not values.get("past_since"):
            self.add_error("past_since", _("Say from which day on."))
        return values


class ContactAccountForm(forms.ModelForm[ContactAccount]):
    """The key is never shown again; left empty, the one that is kept stays."""

    key = forms.CharField(
        label=gettext_lazy("API key"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=gettext_lazy("In Brevo: your account, SMTP & API, API keys."),
    )

    class Meta:
        model = ContactAccount
        fields = ["shop", "kind", "segments"]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not key and not self.instance.pk:
            raise forms.ValidationError(_("Give the key of your account."))
        return key
