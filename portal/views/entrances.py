"""The other ways in: a password, and a link that the shop has asked for."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import actions as accounts
from core.logs import note
from portal import actions as portal
from portal import sessions
from portal.forms import NewPasswordForm, PasswordForm
from portal.queries.benefits import sign_up_benefits
from portal.views.guards import for_customer, landing, on_known_device
from shop.models import Customer, Shop

if TYPE_CHECKING:
    from accounts.models import User

_PASSWORD_SET = gettext_lazy("Your password is set. The code by e-mail still works.")


@never_cache
def password(request: HttpRequest, shop: str) -> HttpResponse:
    """Log in by password. A wrong one and an unknown address get the same answer."""
    place = get_object_or_404(Shop, code=shop)
    note(shop=place.code)
    if request.user.is_authenticated:
        return redirect(landing(request, place))
    form = PasswordForm(request, place, request.POST or None)
    if form.is_valid():
        sessions.log_in(request, form.person)
        return redirect(landing(request, place))
    benefits = sign_up_benefits(place, timezone.now())
    context = {"shop": place, "form": form, "benefits": benefits}
    status = 429 if getattr(request, "axes_locked_out", False) else 200
    # The lock-out has its own words here, beside the fields.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    return render(request, "portal/password.html", context, status=status)


@never_cache
@require_safe
def link(request: HttpRequest, shop: str, token: str) -> HttpResponse:
    """Log in whoever opens it, once. Programs that look whether a page is there, by HEAD,
    spend nothing.
    """
    if request.method == "HEAD":
        return HttpResponse()
    place = get_object_or_404(Shop, code=shop)
    note(shop=place.code)
    try:
        email = accounts.spend_link(shop=place.code, token=token, now=timezone.now())
    except accounts.LinkSpent as refusal:
        if not request.user.is_authenticated:
            messages.error(request, str(refusal))
        return redirect(landing(request, place))
    person = portal.admit(shop=place, email=email)
    if person is None:
        messages.error(request, str(accounts.LinkSpent()))
    else:
        sessions.log_in_to_shop(request, person, place.code)
    return redirect(landing(request, place))


@for_customer
@on_known_device
def new_password(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Set a password, once the address is proven. Staff set theirs in the back-office."""
    person: User = request.user  # type: ignore[assignment]
    context: dict[str, Any] = {"shop": customer.shop, "customer": customer}
    if sessions.is_bound_to_shop(request) or person.is_staff:
        context["form"] = None
        return render(request, "portal/new_password.html", context)
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.save()
        update_session_auth_hash(request, person)
        messages.success(request, _PASSWORD_SET)
        return redirect("portal:data", customer.shop.code)
    return render(request, "portal/new_password.html", {**context, "form": form})
