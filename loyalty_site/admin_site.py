"""The back-office: its door, its home and the order of its shelves."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from program import queries as program
from shop import queries as shops

# The session says who has given a password here. A log-in by code, from the portal,
# leaves no such word and opens nothing, whoever it is.
OPENED_BY = "admin_opened_by"

# What merchants look for first comes first; apps not named here follow by name.
APPS = ["shop", "points", "vouchers", "api", "accounts"]


class LoyaltyAdminSite(AdminSite):
    site_title = _("Loyalty")
    site_header = _("Loyalty programme")
    index_title = _("Home")
    site_url = None
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        opened_by = request.session.get(OPENED_BY)
        return super().has_permission(request) and opened_by == request.user.pk

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().login(request, extra_context)
        # Only a right password answers a POST with a redirect.
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            request.session[OPENED_BY] = request.user.pk
        return response

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        figures = program.overview(shops.of_staff(request.user), timezone.now())
        return super().index(request, {"figures": figures, **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Sorted by what is needed most; models in the order they were registered."""
        apps = self._build_app_dict(request, app_label).values()
        return sorted(apps, key=_place)


def _place(app: Mapping[str, Any]) -> tuple[int, str]:
    label = app["app_label"]
    return (APPS.index(label) if label in APPS else len(APPS), str(app["name"]))


def typed_address(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whom a log-in attempt is for. One person, however the address is written."""
    said = credentials or request.POST
    return str(said.get("username") or said.get("email") or "").strip().lower()
