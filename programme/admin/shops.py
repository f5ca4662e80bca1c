from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.queries import author_of
from programme.actions import shop_opening as programme
from programme.admin.register import NEEDS, register_view
from programme.forms import ShopForm
from shop.admin import ShopScopedAdmin
from shop.models import Shop

SETTINGS = [
    "claim_days",
    "change_notice_days",
    "applies_group",
    "archive_after",
    "erase_after",
    "retention_years",
    "root_email",
]


@admin.register(Shop)
class ShopAdmin(ShopScopedAdmin[Shop]):
    """Superusers open shops and say who works there; a shop's staff keep its settings."""

    shop_field = "pk"
    form = ShopForm
    list_display = ["name", "code", "currency", "timezone", "language"]
    list_select_related = ()
    ordering = ["name", "pk"]
    search_fields = ["name", "code"]
    fields = ["name", "code", "currency", "timezone", "language"]

    def get_urls(self) -> list[URLPattern]:
        register = self.guarded(register_view, needs=NEEDS)
        own = [path("<int:shop_id>/registre/", register, name="shop_shop_register")]
        return own + super().get_urls()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Shop | None = None) -> bool:
        allowed = request.user.has_perm("shop.change_shop")
        return allowed and self.has_view_permission(request, obj)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Of all their shops: here they see which ones there are."""
        return ChangeList

    def get_fields(self, request: HttpRequest, obj: Shop | None = None) -> list[Any]:
        """Who works in which shop is not for everybody to see; a new shop has the usual
        settings.
        """
        settings = SETTINGS if obj else []
        staff = ["staff"] if request.user.is_superuser else []
        return [*self.fields, *settings, *staff]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Shop | None = None
    ) -> list[str]:
        """Amounts are in the currency and addresses hold the code: both stay."""
        return ["code", "currency"] if obj else []

    def save_model(self, request: HttpRequest, obj: Shop, form: Any, change: bool) -> None:
        """The form has seen that the code is free; a new shop comes with its programme."""
        if change:
            super().save_model(request, obj, form, change)
            return
        shop = programme.open_shop(
            code=obj.code,
            name=obj.name,
            currency=obj.currency,
            timezone=obj.timezone,
            language=obj.language,
            author=author_of(request.user),
            now=timezone.now(),
        )
        obj.pk = shop.pk
