from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from analytics.admin.liability import liability_view
from analytics.admin.returns import returns_view
from analytics.models import AccountingTerms
from shop.access import may
from shop.admin import ShopScopedAdmin

OWED = "analytics.view_liability"
RETURNS = "vouchers.view_voucher_statistics"


@admin.register(AccountingTerms)
class AccountingTermsAdmin(ShopScopedAdmin[AccountingTerms]):
    """Accounts and rate of each shop that has set its own, and the page of what it owes."""

    change_list_template = "admin/analytics/accountingterms/change_list.html"
    list_display = ["__str__", "method", "use_percent", "journal"]
    list_select_related = ["shop"]
    ordering = ["shop", "pk"]

    def get_urls(self) -> list[URLPattern]:
        pages = {"owed": (liability_view, OWED), "returns": (returns_view, RETURNS)}
        own = [
            path(
                f"{name}/<int:shop_id>/",
                self.guarded(page, needs=needs),
                name=f"analytics_accountingterms_{name}",
            )
            for name, (page, needs) in pages.items()
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_see_owed": may(request, OWED)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, "analytics.add_accountingterms")

    def has_change_permission(
        self, request: HttpRequest, obj: AccountingTerms | None = None
    ) -> bool:
        allowed = may(request, "analytics.change_accountingterms")
        return allowed and self.has_view_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: AccountingTerms | None = None
    ) -> list[Any]:
        if not self.has_change_permission(request, obj) and obj:
            return [field.name for field in self.opts.fields if field.name != "id"]
        return ["shop"] if obj else []
