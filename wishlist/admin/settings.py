from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from shop.admin import ShopSettingsAdmin
from wishlist.models import WishlistSettings


@admin.register(WishlistSettings)
class WishlistSettingsAdmin(ShopSettingsAdmin[WishlistSettings]):
    """One row per shop, made with it: its words, and the way into its cart."""

    list_display = ["shop_name", "page_fr", "button_fr"]
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
