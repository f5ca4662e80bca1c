"""A code before value leaves an account from a browser that is new."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import actions as accounts
from accounts import devices
from accounts.models import User
from core import mailed_codes
from core.errands import start_errand
from core.inputs import code_input
from portal import mails
from portal.views.guards import for_customer, landing
from shop.models import Customer


class DeviceForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20, widget=code_input("one-time-code")
    )


@for_customer
def device(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Send a code to the mailbox of the account and ask for it."""
    user = request.user
    assert isinstance(user, User), "the page is a customer's"
    form = DeviceForm(request.POST or None)
    if form.is_valid():
        if mailed_codes.fits(request, form.cleaned_data["code"]):
            start_errand(partial(mails.tell_new_device, shop=customer.shop, user=user))
            answer = redirect(landing(request, customer.shop))
            return devices.remember(request, answer, user, timezone.now())
        form.add_error("code", _("This is not the code we sent. Please check it."))
    elif not mailed_codes.is_awaited(request) and (code := mailed_codes.new_code(request)):
        start_errand(partial(mails.send_code, shop=customer.shop, user=user, code=code))
    context = {"shop": customer.shop, "customer": customer, "form": form}
    return render(request, "portal/device.html", context)


@require_POST
@for_customer
def everywhere(request: HttpRequest, customer: Customer) -> HttpResponse:
    """End all sessions of this person, wherever they are, and forget their browsers."""
    assert isinstance(request.user, User), "the page is a customer's"
    accounts.end_sessions(user=request.user)
    logout(request)
    messages.success(request, _("You are logged out everywhere."))
    return redirect("portal:login", customer.shop.code)
