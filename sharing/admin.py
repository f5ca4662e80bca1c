from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.days import local_day, start_of
from sharing import queries as sharing_queries
from sharing.models import SharingSettings
from shop.admin import ShopSettingsAdmin


@admin.register(SharingSettings)
class SharingSettingsAdmin(ShopSettingsAdmin[SharingSettings]):
    """One row per shop, made with it; below the settings, what was sent this year."""

    change_form_template = "admin/sharing/sharingsettings/change_form.html"
    list_display = ["shop_name", "active", "label_fr"]
    fields = ["active", ("label_fr", "label_en"), "colour"]

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
