"""The back-office: its log-in, its home page and the order of its menu."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from core.logs import note
from loyalty_site.first_steps import first_steps
from loyalty_site.menu import menu
from loyalty_site.monday import monday
from loyalty_site.staff import pages, steps
from loyalty_site.staff.team import NEEDS, team_view
from loyalty_site.todo_list import todo_list
from programme.queries import shop_summaries as programme_shop_summaries
from shop.access import SHOP_AT_HAND, guarded, own_shop, shop_at_hand
from shop.queries import shops_of


class LoyaltyAdminSite(AdminSite):
    site_title = _("Loyalty")
    site_header = _("Loyalty programme")
    index_title = _("Home")
    site_url = None
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        if not super().has_permission(request) or not steps.is_open(request):
            return False
        assert request.user.pk is not None, "whoever is inside is somebody"
        note(staff=request.user.pk)
        return True

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().login(request, extra_context)
        # Only a right password answers a POST with a redirect.
        if request.method != "POST" or not isinstance(response, HttpResponseRedirect):
            return response
        assert isinstance(request.user, User), "the form has logged them in"
        if missing := steps.missing_step(request.user):
            steps.password_given(request, request.user)
            query = urlencode({"next": response.url})
            return HttpResponseRedirect(f"{reverse(f'admin:{missing}')}?{query}")
        steps.open_session(request, request.user)
        return response

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Of the second step, its own guards: whoever is there is not inside yet."""
        of_team = self.admin_view(guarded(team_view, needs=NEEDS))
        own: list[URLPattern | URLResolver] = [
            path("etape/", pages.second_factor, name="second_factor"),
            path("securite/", pages.security, name="security"),
            path("equipe/", of_team, name="team"),
            path("boutique/", self.admin_view(choose_shop), name="choose_shop"),
        ]
        return own + super().get_urls()

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """At the door there is no menu: its links would only lead back there."""
        context = super().each_context(request)
        if not context["has_permission"]:
            return context | {"is_nav_sidebar_enabled": False, "available_apps": []}
        groups = [group for group in context["available_apps"] if group.current]
        entries = [entry for group in groups for entry in group.models if entry.current]
        return context | {
            "shops": shops_of(request.user),
            "shop_at_hand": shop_at_hand(request),
            "menu_group": groups[0] if groups else None,
            "menu_entry": entries[0] if entries else None,
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        # Without a role no figures are shown: they need the right to view a shop.
        looks = request.user.has_perm("shop.view_shop")
        shop, now = shop_at_hand(request), timezone.now()
        shops = [shop] if shop and looks else []
        context: dict[str, Any] = {
            "figures": programme_shop_summaries.shop_summaries(shops, now),
            "first_steps": first_steps(request, shop) if shops and shop else [],
            "todo_list": todo_list(shops, now),
        }
        if shops and shop:
            context |= monday(request, shop, now)
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The menu by task; of one app, for Django's own page of it, its models."""
        apps = self._build_app_dict(request, app_label).values()
        if app_label:
            return list(apps)
        shown = {each["model"]._meta.label: each for app in apps for each in app["models"]}
        return menu(request, shown)


@require_POST
def choose_shop(request: HttpRequest) -> HttpResponse:
    """The shop that the back-office is about from now on, in this session."""
    wanted = request.POST.get("shop", "")
    shop = own_shop(request, int(wanted) if wanted.isdecimal() else 0)
    request.session[SHOP_AT_HAND] = shop.pk
    return HttpResponseRedirect(reverse("admin:index"))


def typed_address(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The address that a log-in attempt is for, in one spelling: axes counts by it."""
    fields = credentials or request.POST
    return str(fields.get("username") or fields.get("email") or "").strip().lower()
