"""A code in the mailbox of a member of staff, and what they are told there."""

import secrets
import time
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errands import start_errand
from core.throttling import attempts
from loyalty_site.staff import steps

SENT = "admin_mailed_code"
LIVES = 15 * 60
MOST_TRIES = 5
MOST_MAILS = 5
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def is_proven(request: HttpRequest, user: User) -> bool:
    return bool(request.session.get(steps.MAILBOX_BY) == user.pk)


def ask(request: HttpRequest, user: User) -> HttpResponse:
    """Send a code and ask for it; go on once it is right."""
    error = ""
    if request.method == "POST" and "mailed" in request.POST:
        if _fits(request, request.POST["mailed"]):
            steps.mailbox_proven(request, user)
            request.session.pop(SENT, None)
            return redirect(request.path)
        error = _("This is not the code we sent, or it has expired.")
    elif not _waiting(request):
        _send(request, user)
    context = {
        **admin.site.each_context(request),
        "title": _("Your mailbox first"),
        "email": user.email,
        "error": error,
    }
    return TemplateResponse(request, "admin/staff/mailbox.html", context)


def _waiting(request: HttpRequest) -> bool:
    sent = request.session.get(SENT)
    return sent is not None and time.time() - sent["at"] < LIVES


def _send(request: HttpRequest, user: User) -> None:
    if attempts(f"mailbox:{user.pk}", seconds=3600) > MOST_MAILS:
        return
    code = "".join(secrets.choice(ALPHABET) for _each in range(8))
    request.session[SENT] = {"digest": _digest(request, code), "at": time.time()}
    said = _(
        "Your code for the back-office: %(code)s. It is good for a quarter of an hour."
    )
    tell(user, _("Your code for the back-office"), said % {"code": code})


def _fits(request: HttpRequest, typed: str) -> bool:
    sent = request.session.get(SENT)
    if not sent or time.time() - sent["at"] > LIVES:
        return False
    if attempts(f"mailed:{sent['digest']}", seconds=2 * LIVES) > MOST_TRIES:
        return False
    code = "".join(typed.split()).replace("-", "").upper()
    return secrets.compare_digest(sent["digest"], _digest(request, code))


def _digest(request: HttpRequest, code: str) -> str:
    """Of this person's code: the session is read from the database."""
    text = f"{settings.SECRET_KEY}:{request.user.pk}:{code}"
    return sha256(text.encode()).hexdigest()


def tell_factor_added(user: User) -> None:
    said = _(
        "A second step was added to your access to the back-office, and all other sessions"
        " were ended. Was it not you? Tell whoever runs the site at once."
    )
    tell(user, _("A second step was added to your access"), said)


def tell(user: User, subject: str, body: str) -> None:
    """A mail to a member of staff, after the answer."""
    start_errand(partial(_send_mail, subject, f"{body}\n", user.email))


def _send_mail(subject: str, body: str, email: str) -> None:
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [email])


def keep_session(request: HttpRequest, user: User) -> None:
    """This session goes on where all of this person's were ended."""
    update_session_auth_hash(request, user)
