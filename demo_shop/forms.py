from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.inputs import OwnEmailField, PrintedCodeField, email_input, text_input
from core.money import ZERO
from demo_shop.actions.changing import OrderChange
from demo_shop.actions.ordering import PaymentMethod
from demo_shop.models import DemoAccount, DemoOrder


class QuantityForm(forms.Form):
    """The pieces of an article in the cart; 0 takes it out."""

    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=0,
        max_value=99,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class AddToCartForm(QuantityForm):
    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class GiftCardForm(AddToCartForm):
    """Who a gift card is for. Without an address, the buyer prints it."""

    name = forms.CharField(
        label=_("Whom it is for"), max_length=100, required=False, strip=True
    )
    email = forms.EmailField(
        label=_("Recipient’s e-mail"),
        max_length=254,
        required=False,
        help_text=_("The card is sent there. Empty: you print it yourself."),
        widget=email_input("off"),
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deliver_on = forms.DateField(
        label=_("To be sent on"),
        required=False,
        help_text=_("Empty: as soon as it is paid."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    @property
    def gift(self) -> dict[str, str]:
        """The fields that were filled in."""
        data = self.cleaned_data
        day = data["deliver_on"]
        fields = {
            "name": data["name"],
            "email": data["email"],
            "message": data["message"],
            "deliver_on": day.isoformat() if day else "",
        }
        return {name: value for name, value in fields.items() if value}


class CartCodeForm(forms.Form):
    code = PrintedCodeField(label=_("Voucher or gift card"), max_length=50)


class ConvertAllForm(forms.Form):
    """``token`` is new on every page that is shown: a double click converts once."""

    token = forms.UUIDField()


class PayForm(forms.Form):
    """``to_pay`` is the amount that the page showed; another one is shown first."""

    email = OwnEmailField()
    payment_method = forms.ChoiceField(
        label=_("How the test payment ends"),
        choices=PaymentMethod,
        initial=PaymentMethod.ACCEPTED,
        widget=forms.RadioSelect,
    )
    to_pay = forms.DecimalField(widget=forms.HiddenInput)
    # The cart that was on the page: sent twice, it is still one order.
    cart = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, account: DemoAccount | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account:
            del self.fields["email"]


class WithdrawForm(forms.Form):
    """Who withdraws, and where the acknowledgement goes."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=text_input("name"),
    )
    email = OwnEmailField(
        help_text=_("The acknowledgement, with its day and hour, goes there.")
    )


class SignUpForm(forms.Form):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=100,
        widget=text_input("given-name"),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=100,
        widget=text_input("family-name"),
    )
    email = OwnEmailField()


class ChangeOrderForm(forms.Form):
    """The state wanted of an order, and what has been refunded so far."""

    state = forms.ChoiceField(label=_("State"), choices=DemoOrder.State)

    def __init__(self, *args: Any, order: DemoOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"line{line.pk}": line for line in order.lines.order_by("pk")}
        self.fields["state"].initial = order.state
        for name, line in self.lines.items():
            self.fields[name] = forms.IntegerField(
                label=line.name,
                min_value=0,
                max_value=line.quantity,
                initial=line.refunded_quantity,
                help_text=_("Pieces refunded in all, of %(bought)d.")
                % {"bought": line.quantity},
            )
        self.fields["refunded_amount"] = forms.DecimalField(
            label=_("Amount refunded besides"),
            min_value=ZERO,
            max_digits=12,
            decimal_places=2,
            initial=order.refunded_amount,
            localize=True,
        )

    @property
    def change(self) -> OrderChange:
        data = self.cleaned_data
        return OrderChange(
            state=data["state"],
            refunded={line.pk: data[name] for name, line in self.lines.items()},
            refunded_amount=data["refunded_amount"],
        )
