from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.templatetags.typography import number
from segments.forms import SegmentForm
from segments.models import Segment
from segments.queries.members import count, sample
from segments.rules import Criteria
from shop.access import may, shop_at_hand
from shop.admin import ShopScopedAdmin


@admin.register(Segment)
class SegmentAdmin(ShopScopedAdmin[Segment]):
    """Members are counted, and some are named, before anything is saved."""

    form = SegmentForm
    change_form_template = "admin/segments/segment/change_form.html"
    list_display = ["name", "counted"]
    list_select_related = ["shop"]
    ordering = ["name", "pk"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name"]}),
        (
            _("What they have bought"),
            {
                "fields": [
                    "period_days",
                    ("min_orders", "max_orders"),
                    ("min_spend", "max_spend"),
                    "categories",
                ]
            },
        ),
        (
            _("When they last ordered"),
            {"fields": [("quiet_days", "active_days"), "gap_factor"]},
        ),
        (
            _("Who they are"),
            {
                "fields": [
                    "groups",
                    "languages",
                    ("registered_from", "registered_until"),
                    "consent",
                    "guests",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups", "categories")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add")

    def has_change_permission(
        self, request: HttpRequest, obj: Segment | None = None
    ) -> bool:
        return self._may(request, "change") and self.has_view_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: Segment | None = None
    ) -> bool:
        return self._may(request, "delete") and self.has_view_permission(request, obj)

    def _may(self, request: HttpRequest, what: str) -> bool:
        return may(request, f"segments.{what}_segment")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Segment | None = None
    ) -> list[Any]:
        """Whoever may not change a segment reads it."""
        writes = self.has_change_permission(request, obj) if obj else True
        return [] if writes else super().get_readonly_fields(request, obj)

    def get_form(
        self,
        request: HttpRequest,
        obj: Segment | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.shop = obj.shop if obj else shop_at_hand(request)
        return form

    @admin.display(description=_("customers"))
    def counted(self, segment: Segment) -> str:
        return number(count(segment.criteria, timezone.now()))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Segment | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        # What is being filled in, if it is valid; else what is saved.
        if getattr(form, "is_bound", False):
            asked = None if form.errors else form.criteria
        else:
            asked = obj.criteria if obj else Criteria(shop=form.shop.pk)
        if asked:
            now = timezone.now()
            context |= {
                "counted": count(asked, now),
                "named": sample(asked, now),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)
