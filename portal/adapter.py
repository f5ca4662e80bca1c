from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """allauth keeps the codes, attempts and limits; the pages say what happens."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code we sent. Please check it."),
        "too_many_login_attempts": _(
            "Too many codes were asked for. Please wait a few minutes and try again."
        ),
    }

    def get_login_stages(self) -> list[str]:
        """Without a second factor: that of staff is for the back-office."""
        return [each for each in super().get_login_stages() if ".mfa." not in each]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: the log-in page sends the mail itself, after its response."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Add nothing: the pages have their own messages."""

    def respond_user_inactive(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect("/")
