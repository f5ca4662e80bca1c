from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.templatetags.typography import money, number
from shop.access import may
from shop.admin import ShopScopedAdmin
from shop.queries import shops_of
from vouchers.actions.budgets import change_budget, open_budget
from vouchers.forms.budgets import BudgetForm
from vouchers.models import Budget


@admin.register(Budget)
class BudgetAdmin(ShopScopedAdmin[Budget]):
    """What each campaign may give; its limits change, what it has given does not."""

    form = BudgetForm
    list_display = ["name", "by_number", "by_amount", "created_at"]
    list_select_related = ["shop"]
    ordering = ["name", "pk"]
    search_fields = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, "vouchers.add_budget")

    def has_change_permission(
        self, request: HttpRequest, obj: Budget | None = None
    ) -> bool:
        allowed = may(request, "vouchers.change_budget")
        return allowed and self.has_view_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Budget | None = None) -> list[Any]:
        told = ["by_number", "by_amount"] if obj else []
        return ["shop", "name", "max_count", "max_amount", *told]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Budget | None = None
    ) -> list[Any]:
        """Its name is how staff and statistics know it."""
        if obj is None:
            return []
        kept = ["shop", "name", "by_number", "by_amount"]
        changes = self.has_change_permission(request, obj)
        return kept if changes else self.get_fields(request, obj)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Budget | None:
        """Locked while it changes: what is issued meanwhile waits, and then counts.

        Only theirs: of another shop's row not even the lock is taken.
        """
        if request.method == "POST" and object_id.isdecimal():
            rows = Budget.objects.select_for_update(no_key=True)
            mine = rows.filter(shop__in=shops_of(request.user))
            mine.filter(pk=object_id).order_by("pk").first()
        return super().get_object(request, object_id, from_field)

    def save_model(
        self, request: HttpRequest, obj: Budget, form: Any, change: bool
    ) -> None:
        if change:
            change_budget(budget=obj, max_count=obj.max_count, max_amount=obj.max_amount)
            return
        opened = open_budget(
            shop=obj.shop,
            name=obj.name,
            max_count=obj.max_count,
            max_amount=obj.max_amount,
        )
        obj.pk = opened.pk

    @admin.display(description=_("uses issued"), ordering="spent_count")
    def by_number(self, budget: Budget) -> str:
        return _of(
            number(budget.spent_count), budget.max_count and number(budget.max_count)
        )

    @admin.display(description=_("amount issued"), ordering="spent_amount")
    def by_amount(self, budget: Budget) -> str:
        currency = budget.shop.currency
        most = budget.max_amount
        return _of(
            money(budget.spent_amount, currency),
            None if most is None else money(most, currency),
        )


def _of(spent: str, most: str | int | None) -> str:
    if most is None:
        return str(_("%(spent)s, without limit") % {"spent": spent})
    return str(_("%(spent)s of %(most)s") % {"spent": spent, "most": most})
