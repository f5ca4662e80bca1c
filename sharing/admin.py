from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import local_day, start_of
from sharing import queries as sharing_queries
from sharing.models import SharingSettings
from shop.admin import ScopedFilter, ShopScopedAdmin
from shop.queries import shops_of


@admin.register(SharingSettings)
class SharingSettingsAdmin(ShopScopedAdmin[SharingSettings]):
    """One row per shop, made with it; below the settings, what was sent this year."""

    change_form_template = "admin/sharing/sharingsettings/change_form.html"
    list_display = ["called", "active", "label_fr"]
    list_filter = [("shop", ScopedFilter)]
    list_select_related = ["shop"]
    ordering = ["shop__name", "pk"]
    fields = ["active", ("label_fr", "label_en"), "colour"]

    @admin.display(description=_("shop"), ordering="shop__name")
    def called(self, row: SharingSettings) -> str:
        return row.shop.name

    def has_change_permission(
        self, request: HttpRequest, obj: SharingSettings | None = None
    ) -> bool:
        allowed = request.user.has_perm("sharing.change_sharingsettings")
        mine = bool(shops_of(request.user)) and self.has_view_permission(request, obj)
        return allowed and mine

    def get_readonly_fields(
        self, request: HttpRequest, obj: SharingSettings | None = None
    ) -> list[Any]:
        return []

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self.list_display

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: SharingSettings | None = None,
    ) -> HttpResponse:
        if obj:
            now = timezone.now()
            year = local_day(now, obj.shop.zone).replace(month=1, day=1)
            since = start_of(year, obj.shop.zone)
            context |= {
                "sent": sharing_queries.most_sent(obj.shop, since, now),
                "year": year.year,
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
