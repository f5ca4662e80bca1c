from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import link
from shop.admin import ShopScopedAdmin
from vouchers.models import RefusedCode
from vouchers.phrases.refused_codes import why_refused


@admin.register(RefusedCode)
class RefusedCodeAdmin(ShopScopedAdmin[RefusedCode]):
    """Codes that orders name and could not use: somebody has to look."""

    list_display = ["code", "order_link", "why", "recorded_at"]
    list_filter = ["reason", "recorded_at"]
    list_select_related = ["order", "shop"]
    ordering = ["-recorded_at", "-pk"]
    search_fields = ["code", "order__reference"]
    fields = [("code", "order_link"), ("why", "recorded_at")]

    @admin.display(description=_("order"))
    def order_link(self, refused: RefusedCode) -> str:
        return link(refused.order)

    @admin.display(description=_("reason"), ordering="reason")
    def why(self, refused: RefusedCode) -> str:
        return why_refused(refused)
