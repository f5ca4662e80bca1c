from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from points.models import AdjustLimit
from shop.admin import ShopScopedAdmin


@admin.register(AdjustLimit)
class AdjustLimitAdmin(ShopScopedAdmin[AdjustLimit]):
    """How many points a role may adjust. Superusers only: nobody raises their own limit."""

    list_display = ["role", "at_once", "per_day"]
    list_select_related = ["shop", "role"]
    ordering = ["shop__name", "role__name", "pk"]
    fields = ["shop", "role", "at_once", "per_day"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: AdjustLimit | None = None
    ) -> list[Any]:
        return [] if request.user.is_superuser else [*self.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(
        self, request: HttpRequest, obj: AdjustLimit | None = None
    ) -> bool:
        return request.user.is_superuser

    def has_delete_permission(
        self, request: HttpRequest, obj: AdjustLimit | None = None
    ) -> bool:
        return request.user.is_superuser
