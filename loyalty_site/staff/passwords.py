"""A forgotten password, and the link of an invitation: both prove the mailbox."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import login, views
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import User
from core.errands import start_errand
from core.throttling import attempts
from loyalty_site.staff import steps

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Of one visitor, and to one mailbox, in an hour.
MOST_ASKED = 10


class StaffResetForm(PasswordResetForm):
    """Staff only: customers have theirs in « Mon compte »."""

    def get_users(self, email: str) -> Any:
        return User.objects.filter(email=email.lower(), is_staff=True, is_active=True)

    def send_mail(self, *args: Any, **named: Any) -> None:
        """After the answer: how long it takes tells nobody whether the address is known."""
        start_errand(partial(super().send_mail, *args, **named))


class AskReset(views.PasswordResetView):
    form_class = StaffResetForm
    success_url = reverse_lazy("password_reset_done")

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """The same page for everybody, whether anything is sent or not."""
        address = str(form.cleaned_data["email"]).lower()
        visitor = f"{self.request.META['REMOTE_ADDR']}"
        asked = max(attempts(f"reset:{each}", seconds=3600) for each in (address, visitor))
        if asked > MOST_ASKED:
            return redirect(self.get_success_url())
        return super().form_valid(form)  # type: ignore[arg-type]

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request), **more)


class SetPassword(views.PasswordResetConfirmView):
    """Of a reset or an invitation. It logs nobody in: what is missing is asked for next."""

    template_name = "registration/password_reset_confirm.html"
    reset_url_token = "nouveau"  # noqa: S105 -- a word of the address

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.save()
        # Whoever knew the old password is out; the token in this session's key goes too.
        accounts.end_sessions(user=user)
        self.request.session.flush()
        login(self.request, user, backend=BACKEND)
        steps.password_given(self.request, user)
        # The link came by mail: it proves the mailbox, which a first factor takes.
        steps.mailbox_proven(self.request, user)
        missing = steps.missing_step(user)
        if missing:
            return redirect(f"admin:{missing}")
        steps.open_session(self.request, user)
        return redirect("admin:index")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**admin.site.each_context(self.request), **more)


def done(request: HttpRequest) -> HttpResponse:
    return views.PasswordResetDoneView.as_view(
        extra_context={
            **admin.site.each_context(request),
            "title": _("Look into your mailbox"),
        }
    )(request)
