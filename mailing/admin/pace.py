from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from mailing.forms import PaceForm
from mailing.models import Pace
from mailing.queries import pace_in_words
from shop.admin import ScopedFilter, ShopScopedAdmin
from shop.queries import shops_of


@admin.register(Pace)
class PaceAdmin(ShopScopedAdmin[Pace]):
    """One row per shop, made with it: how often and when it sends offers."""

    form = PaceForm
    change_form_template = "admin/mailing/pace/change_form.html"
    list_display = ["called", "told"]
    list_filter = [("shop", ScopedFilter)]
    list_select_related = ["shop"]
    ordering = ["shop__name", "pk"]
    fields = ["cap", "cap_days", "quiet_from", "quiet_until", "quiet_days"]

    @admin.display(description=_("shop"), ordering="shop__name")
    def called(self, pace: Pace) -> str:
        return pace.shop.name

    @admin.display(description=_("sending of offers"))
    def told(self, pace: Pace) -> str:
        return " ".join(pace_in_words(pace))

    def has_change_permission(self, request: HttpRequest, obj: Pace | None = None) -> bool:
        allowed = request.user.has_perm("mailing.change_pace")
        mine = bool(shops_of(request.user)) and self.has_view_permission(request, obj)
        return allowed and mine

    def get_readonly_fields(
        self, request: HttpRequest, obj: Pace | None = None
    ) -> list[Any]:
        return []

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Pace | None = None,
    ) -> HttpResponse:
        if obj:
            context |= {"sentences": pace_in_words(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self.list_display
