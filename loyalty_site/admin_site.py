"""The back-office: its log-in, its home page and the order of its menu."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.logs import note
from loyalty_site.staff import pages, steps
from loyalty_site.staff.team import NEEDS, team_view
from loyalty_site.todo_list import todo_list
from programme.queries import shop_summaries as programme_shop_summaries
from shop.access import guarded
from shop.queries import shops_of

# What merchants need most comes first; what is not listed here follows by name.
APPS = ["shop", "earning", "points", "tiers", "vouchers", "giftcards", "reminders"]
APPS += ["segments", "referrals", "sharing", "wishlist", "mailing", "connectors"]
APPS += ["demo_shop", "outbox", "api", "accounts"]
MODELS = ["Customer", "Order", "Cart", "Product", "Category", "CustomerGroup", "Shop"]
MODELS += ["RuleVersion", "Movement", "Lot", "Account", "AdjustLimit", "Tier", "Move"]
MODELS += ["Voucher", "GiftCard", "CartOffer", "VoucherBatch", "MarginGuard", "Budget"]
MODELS += ["RefusedCode", "RefusedPayment", "CardTerms", "Campaign", "Reminder"]
MODELS += ["Referral", "Terms", "SharingSettings", "Wishlist", "MailText", "Branding"]
MODELS += ["SendingLimits", "Mail", "Suppression", "User", "Role"]


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
        ]
        return own + super().get_urls()

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        # Without a role no figures are shown: they need the right to view a shop.
        looks = request.user.has_perm("shop.view_shop")
        shops, now = shops_of(request.user) if looks else [], timezone.now()
        context = {
            "figures": programme_shop_summaries.shop_summaries(shops, now),
            "todo_list": todo_list(shops, now),
        }
        return super().index(request, context | (extra_context or {}))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        apps = list(self._build_app_dict(request, app_label).values())
        for app in apps:
            app["models"].sort(key=lambda model: _rank(MODELS, model, "object_name"))
        return sorted(apps, key=lambda app: _rank(APPS, app, "app_label"))


def _rank(order: Sequence[str], shown: Mapping[str, Any], key: str) -> tuple[int, str]:
    name = shown[key]
    return order.index(name) if name in order else len(order), str(shown["name"])


def typed_address(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The address that a log-in attempt is for, in one spelling: axes counts by it."""
    fields = credentials or request.POST
    return str(fields.get("username") or fields.get("email") or "").strip().lower()
