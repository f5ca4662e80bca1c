"""The second step of the log-in, and the page on which staff keep their own security."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    clear_totp_secret,
    get_totp_secret,
    validate_totp_code,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts import actions as accounts
from accounts.models import User
from accounts.queries import factors_of, must_have_factor
from core.qr import qr_svg
from core.throttling import attempts
from loyalty_site.staff import mailbox, steps
from loyalty_site.staff.mfa import MfaAdapter

# So many codes are tried in a quarter of an hour, right ones included.
MOST_CODES = 8
CODES_WITHIN = 15 * 60
# What allauth and fido2 raise for text that no authenticator has written: they read its
# members as they come, so a missing one is a KeyError and a list a TypeError.
NO_CREDENTIAL = (
    *(ValueError, TypeError, KeyError, AttributeError),
    *(RecursionError, ValidationError),
)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the app, a recovery code or a passkey, after the password."""
    user = steps.half_open(request)
    if user is None:
        return redirect("admin:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and (error := _refused(user, request, form)):
        form.add_error("code", error)
    elif request.method == "POST":
        steps.open_session(request, user)
        wanted = request.GET.get("next", "")
        # Neither elsewhere nor out of the back-office: a stranger may have made the link.
        inside = wanted.startswith("/admin/") and url_has_allowed_host_and_scheme(
            wanted, None
        )
        return redirect(wanted if inside else "admin:index")
    has_passkey = Authenticator.Type.WEBAUTHN in {each.type for each in factors_of(user)}
    options = webauthn.begin_authentication(user) if has_passkey else None
    return _page(request, "second_factor", _("Second step"), form=form, passkey=options)


def _refused(user: User, request: HttpRequest, form: CodeForm) -> str:
    """Why the second step is not made; nothing where it is."""
    if attempts(f"factor:{user.pk}", seconds=CODES_WITHIN) > MOST_CODES:
        return _("Too many codes were tried. Please wait a quarter of an hour.")
    if credential := request.POST.get("credential"):
        return "" if _passkey_fits(user, credential) else _("This passkey does not fit.")
    code = form.cleaned_data["code"] if form.is_valid() else ""
    return "" if _code_fits(user, code) else _("This is not the code of the moment.")


def _passkey_fits(user: User, credential: str) -> bool:
    try:
        answer = json.loads(credential)
        webauthn.parse_authentication_response(answer)
        webauthn.complete_authentication(user, answer).record_usage()
    except NO_CREDENTIAL:
        return False
    return True


def _code_fits(user: User, code: str) -> bool:
    for each in factors_of(user):
        kind = each.wrap()  # type: ignore[no-untyped-call]
        if isinstance(kind, TOTP | RecoveryCodes) and kind.validate_code(code):
            each.record_usage()
            return True
    return False


@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Authenticators, recovery codes, and the end of all other sessions.

    Whoever has none yet proves their mailbox first: a password alone, which may be stolen,
    gives nobody a factor of their own.
    """
    # Somebody inside, or somebody at the door who has to have a factor and has none.
    user = steps.half_open(request)
    if steps.is_open(request) and isinstance(request.user, User):
        user = request.user
    elif user is None or steps.missing_step(user) != "security":
        return redirect("admin:login")
    if not mailbox.is_proven(request, user) and not factors_of(user):
        return mailbox.ask(request, user)
    done = _do(request, user) if request.method == "POST" else None
    if done is not None:
        return done
    return _show(request, user, CodeForm())


def _do(request: HttpRequest, user: User) -> HttpResponse | None:
    match request.POST.get("do"):
        case "app":
            return _add_app(request, user)
        case "passkey":
            return _add_passkey(request, user)
        case "codes":
            Authenticator.objects.filter(
                user=user, type=Authenticator.Type.RECOVERY_CODES
            ).delete()
            return _show_codes(request, user)
        case "remove":
            return _remove(request, user)
        case "everywhere":
            accounts.end_sessions(user=user)
            logout(request)
            messages.success(request, _("You are logged out everywhere."))
            return redirect("admin:login")
    return None


def _add_app(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST)
    secret = get_totp_secret()
    fits = form.is_valid() and validate_totp_code(secret, form.cleaned_data["code"])
    if not fits:
        form.add_error("code", _("This is not the code of the moment."))
        return _show(request, user, form)
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    clear_totp_secret(request)
    return _added(request, user)


def _add_passkey(request: HttpRequest, user: User) -> HttpResponse:
    name = request.POST.get("name", "").strip()[:60] or _("Passkey")
    try:
        credential = json.loads(request.POST.get("credential", ""))
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except NO_CREDENTIAL:
        messages.error(request, _("This passkey could not be added. Please try again."))
        return redirect("admin:security")
    webauthn.WebAuthn.add(user, name, credential)
    return _added(request, user)


def _added(request: HttpRequest, user: User) -> HttpResponse:
    """Other sessions end: they were opened without it."""
    accounts.end_sessions(user=user)
    mailbox.keep_session(request, user)
    steps.open_session(request, user)
    mailbox.tell_factor_added(user)
    known = {each.type for each in factors_of(user)}
    if Authenticator.Type.RECOVERY_CODES in known:
        messages.success(request, _("It is asked for from now on, after your password."))
        return redirect("admin:security")
    return _show_codes(request, user)


def _show_codes(request: HttpRequest, user: User) -> HttpResponse:
    codes = RecoveryCodes.activate(user).generate_codes()
    return _page(request, "recovery_codes", _("Recovery codes"), codes=codes)


def _remove(request: HttpRequest, user: User) -> HttpResponse:
    rows = factors_of(user)
    number = request.POST.get("factor", "")
    chosen = [each for each in rows if f"{each.pk}" == number]
    left = [
        each
        for each in rows
        if each not in chosen and each.type != Authenticator.Type.RECOVERY_CODES
    ]
    if not chosen:
        raise PermissionDenied
    if not left and must_have_factor(user):
        messages.error(request, _("Your role asks for a second step: add another first."))
        return redirect("admin:security")
    removed = chosen if left else rows
    Authenticator.objects.filter(pk__in=[each.pk for each in removed]).delete()
    messages.success(request, _("It is removed."))
    return redirect("admin:security")


def _show(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    secret = get_totp_secret()
    adapter = MfaAdapter()
    address = adapter.build_totp_url(user, secret)
    rows = factors_of(user)
    kinds = [each.wrap() for each in rows]  # type: ignore[no-untyped-call]
    codes = next((each for each in kinds if isinstance(each, RecoveryCodes)), None)
    return _page(
        request,
        "security",
        _("My security"),
        form=form,
        factors=[each for each in rows if each.type != Authenticator.Type.RECOVERY_CODES],
        has_app=any(each.type == Authenticator.Type.TOTP for each in rows),
        codes_left=codes and len(codes.get_unused_codes()),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        qr=qr_svg(address),
        passkey=webauthn.begin_registration(user, passwordless=False),
        must=must_have_factor(user),
        inside=steps.is_open(request),
    )


def _page(request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **more}
    return TemplateResponse(request, f"admin/staff/{name}.html", context)
