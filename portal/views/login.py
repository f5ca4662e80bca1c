"""Log-in by a code sent by e-mail: allauth's flow, on pages of our own.

Whether an address is a customer's shows in nothing: the pages are the same, the queries
as many, and the mail leaves after the answer.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import devices
from core.errands import start_errand
from core.logs import note
from core.throttling import attempts
from portal import actions as portal
from portal import mails, sessions
from portal.adapter import AccountAdapter
from portal.forms import EmailForm, LoginCodeForm
from portal.queries.benefits import sign_up_benefits
from portal.views.guards import landing
from shop.models import Shop

MOST_TRIES = 3


class RedirectThen(HttpResponseRedirect):
    """Redirect, then run ``errand`` after the response: its duration stays invisible."""

    def __init__(self, to: str, errand: Callable[[], None]) -> None:
        super().__init__(to)
        self._errand = errand

    def close(self) -> None:
        # In another thread: a connection that stays open meanwhile could be timed.
        start_errand(self._errand)
        super().close()


@never_cache
def login(request: HttpRequest, shop: str) -> HttpResponse:
    place = get_object_or_404(Shop, code=shop)
    note(shop=place.code)
    if request.user.is_authenticated:
        return redirect(landing(request, place))
    form = EmailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        process = LoginCodeVerificationProcess.initiate(
            request=request, user=portal.admit(shop=place, email=email), email=email
        )
        return _to_code(request, place, process)
    context = {
        "shop": place,
        "form": form,
        "benefits": sign_up_benefits(place, timezone.now()),
    }
    status = 429 if form.too_often else 200
    return render(request, "portal/login.html", context, status=status)


@never_cache
def code(request: HttpRequest, shop: str) -> HttpResponse:
    place = get_object_or_404(Shop, code=shop)
    note(shop=place.code)
    if request.user.is_authenticated:
        return redirect(landing(request, place))
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    process = LoginCodeVerificationProcess.resume(stage) if stage else None  # type: ignore[no-untyped-call]
    if process is None:
        return _start_again(request, place, _("This code has expired. Ask for a new one."))
    if request.POST.get("action") == "resend" and process.can_resend:
        # Send a new code, within the same limit as asking for one.
        email = process.state["email"]
        key = devices.counted_as(request, email)
        if not ratelimit.consume(request, action="request_login_code", key=key):
            messages.error(
                request, AccountAdapter.error_messages["too_many_login_attempts"]
            )
            return redirect(request.get_full_path())
        process.resend()
        messages.success(request, _("A new code has been sent."))
        return _to_code(request, place, process)
    return _check(request, place, process)


def _check(request: HttpRequest, shop: Shop, process: Any) -> HttpResponse:
    if request.method == "POST" and _tries(request, process) > MOST_TRIES:
        process.abort()
        return _start_again(request, shop, _("Three wrong codes. Ask for a new one."))
    form = LoginCodeForm(request.POST or None, code=process.code)
    if form.is_valid():
        person, now = process.user, timezone.now()
        answer: HttpResponse = process.finish(landing(request, shop))
        sessions.unbind(request)
        portal.welcome(shop=shop, email=process.state["email"], now=now)
        return devices.remember(request, answer, person, now)
    if form.is_bound and not process.record_invalid_attempt():
        return _start_again(request, shop, _("Three wrong codes. Ask for a new one."))
    context = {
        "shop": shop,
        "form": form,
        "email": process.state["email"],
        "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60,
        "can_resend": process.can_resend,
        "benefits": sign_up_benefits(shop, timezone.now()),
    }
    return render(request, "portal/code.html", context)


def _tries(request: HttpRequest, process: Any) -> int:
    """Return how many codes were tried against this one, this try included.

    Counted where requests that come at once cannot read the same number, which a session
    cannot: each of them reads and writes its own copy.
    """
    sent = process.code or request.session.session_key or ""
    address = process.state["email"]
    return attempts(
        f"code:{address}:{sent}", seconds=2 * app_settings.LOGIN_BY_CODE_TIMEOUT
    )


@require_POST
def logout(request: HttpRequest, shop: str) -> HttpResponse:
    end_session(request)
    messages.success(request, _("You are logged out."))
    return redirect("portal:login", shop)


def _to_code(request: HttpRequest, shop: Shop, process: Any) -> HttpResponse:
    page = _with_query(request, reverse("portal:code", args=[shop.code]))
    if process.user is None:
        return redirect(page)
    return RedirectThen(
        page, partial(mails.send_code, shop=shop, user=process.user, code=process.code)
    )


def _start_again(request: HttpRequest, shop: Shop, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(_with_query(request, reverse("portal:login", args=[shop.code])))


def _with_query(request: HttpRequest, path: str) -> str:
    """Keep the page that was asked for first; ``landing`` checks it at the end."""
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
