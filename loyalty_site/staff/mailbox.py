"""A code in the mailbox of a member of staff, and what they are told there."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import update_session_auth_hash
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.models import User
from core import mailed_codes
from core.errands import start_errand
from loyalty_site.staff import steps


def is_proven(request: HttpRequest, user: User) -> bool:
    return bool(request.session.get(steps.MAILBOX_BY) == user.pk)


def ask(request: HttpRequest, user: User) -> HttpResponse:
    """Send a code and ask for it; go on once it is right."""
    error = ""
    if request.method == "POST" and "mailed" in request.POST:
        # Counted before it is compared: guesses at once do not share one count.
        if mailed_codes.fits(request, request.POST["mailed"]):
            steps.mailbox_proven(request, user)
            return redirect(request.path)
        error = _("This is not the code we sent, or it has expired.")
    elif not mailed_codes.is_awaited(request) and (code := mailed_codes.new_code(request)):
        said = _(
            "Your code for the back-office: %(code)s. It is good for a quarter of an hour."
        )
        tell(user, _("Your code for the back-office"), said % {"code": code})
    context = {
        **admin.site.each_context(request),
        "title": _("Your mailbox first"),
        "email": user.email,
        "error": error,
    }
    return TemplateResponse(request, "admin/staff/mailbox.html", context)


def tell_factor_added(user: User) -> None:
    said = _(
        "A second step was added to your access to the back-office, and all other sessions"
        " were ended. Was it not you? Tell whoever runs the site at once."
    )
    tell(user, _("A second step was added to your access"), said)


def tell(user: User, subject: str, body: str) -> None:
    """A mail to a member of staff, after the answer."""

    def send() -> None:
        send_mail(subject, f"{body}\n", settings.DEFAULT_FROM_EMAIL, [user.email])

    start_errand(send)


def keep_session(request: HttpRequest, user: User) -> None:
    """This session goes on where all of this person's were ended."""
    update_session_auth_hash(request, user)
