from django.contrib import admin

from outbox.models import Delivery, Webhook
from shop.admin import ShopScopedAdmin


@admin.register(Webhook)
class WebhookAdmin(ShopScopedAdmin[Webhook]):
    """Where events are posted to, and which addresses were given up."""

    list_display = ["url", "shop", "position", "failing_since", "parked_at", "created_at"]
    list_filter = [("parked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["shop"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["url"]


@admin.register(Delivery)
class DeliveryAdmin(ShopScopedAdmin[Delivery]):
    """Each attempt to post an event, with what the receiver answered."""

    list_display = ["attempted_at", "webhook", "type", "status", "answer", "milliseconds"]
    list_filter = ["type"]
    list_select_related = ["webhook"]
    ordering = ["-attempted_at", "-pk"]
