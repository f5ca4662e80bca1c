from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.admin import ScopedFilter, ShopScopedAdmin
from shop.queries import shops_of
from wishlist.models import WishlistSettings


@admin.register(WishlistSettings)
class WishlistSettingsAdmin(ShopScopedAdmin[WishlistSettings]):
    """One row per shop, made with it: its words, and the way into its cart."""

    list_display = ["called", "page_fr", "button_fr"]
    list_filter = [("shop", ScopedFilter)]
    list_select_related = ["shop"]
    ordering = ["shop__name", "pk"]
    fieldsets = [
        (
            _("How they are called"),
            {
                "fields": [
                    ("page_fr", "page_en"),
                    ("button_fr", "button_en"),
                    ("list_fr", "list_en"),
                ]
            },
        ),
        (_("Into the cart"), {"fields": ["cart_address"]}),
        (
            _("Alerts by e-mail"),
            {"fields": ["tells_price", "least_drop", "tells_stock"]},
        ),
    ]

    @admin.display(description=_("shop"), ordering="shop__name")
    def called(self, settings: WishlistSettings) -> str:
        return settings.shop.name

    def has_change_permission(
        self, request: HttpRequest, obj: WishlistSettings | None = None
    ) -> bool:
        allowed = request.user.has_perm("wishlist.change_wishlistsettings")
        return (
            allowed
            and bool(shops_of(request.user))
            and self.has_view_permission(request, obj)
        )

    def get_readonly_fields(
        self, request: HttpRequest, obj: WishlistSettings | None = None
    ) -> list[Any]:
        return []
