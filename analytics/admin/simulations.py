"""« Simuler »: a draft is begun, watched, cancelled and read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, override

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.queries import author_of
from analytics.actions.simulating import begin, cancel
from analytics.forms import DraftForm
from analytics.models import SimulationRun
from analytics.phrases import draft_sentence
from analytics.queries.flows import points_flows
from analytics.rules.owed import movements
from core.days import local_day
from core.errors import Refused
from earning.queries.versions import rules_at
from shop.access import may, own_shop
from shop.admin import ShopScopedAdmin

SIMULATE = "analytics.add_simulationrun"


@dataclass(frozen=True, slots=True)
class ComparedMonth:
    """What a month has given and let expire, beside what it would have."""

    first: date
    given: int
    would_give: int
    expired: int
    would_expire: int
    converted: int
    would_convert: int


@admin.register(SimulationRun)
class SimulationRunAdmin(ShopScopedAdmin[SimulationRun]):
    """What has been tried, the latest first."""

    change_form_template = "admin/analytics/simulationrun/change_form.html"
    change_list_template = "admin/analytics/simulationrun/change_list.html"
    list_display = ["started_at", "what", "state", "author"]
    list_filter = ["state"]
    list_select_related = ["shop"]
    ordering = ["-started_at", "-pk"]
    fields = [("started_at", "state"), "what"]

    def get_urls(self) -> list[URLPattern]:
        stop = self.guarded(require_POST(self.cancel_view), needs=SIMULATE)
        own = [
            path(
                "begin/<int:shop_id>/",
                self.guarded(self.begin_view, needs=SIMULATE),
                name="analytics_simulationrun_begin",
            ),
            path("<int:pk>/cancel/", stop, name="analytics_simulationrun_cancel"),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"may_simulate": may(request, SIMULATE)}
        return super().changelist_view(request, extra | (extra_context or {}))

    def begin_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop, now = own_shop(request, shop_id), timezone.now()
        form = DraftForm(request.POST or None, instance=rules_at(shop, now))
        if request.method == "POST" and form.is_valid():
            try:
                run = begin(
                    shop=shop, values=form.draft, author=author_of(request.user), now=now
                )
            except Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                page = reverse("admin:analytics_simulationrun_change", args=[run.pk])
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Simulate other rules"),
            "subtitle": shop.name,
            "shop": shop,
            "form": form,
        }
        return TemplateResponse(
            request, "admin/analytics/simulationrun/begin.html", context
        )

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(self.get_queryset(request), pk=pk)
        cancel(run=run)
        page = reverse("admin:analytics_simulationrun_change", args=[run.pk])
        return HttpResponseRedirect(page)

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: SimulationRun | None = None,
    ) -> HttpResponse:
        if obj:
            context |= {
                "run": obj,
                "figures": obj.figures,
                "issued": Decimal(obj.figures.get("vouchers_issued", 0)),
                "used": Decimal(obj.figures.get("vouchers_used", 0)),
                "owed": Decimal(obj.figures.get("owed", 0)),
                "months": list(_months(obj)) if obj.figures else [],
                "may_simulate": may(request, SIMULATE),
                "may_save": may(request, "earning.add_ruleversion"),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=gettext_lazy("draft"))
    def what(self, run: SimulationRun) -> str:
        return draft_sentence(run.values)


def _months(run: SimulationRun) -> Iterator[ComparedMonth]:
    """The last two years, the latest first. Queries: 1."""
    day = local_day(run.started_at, run.shop.zone)
    flows = points_flows(run.shop, run.started_at)
    was = {each.last.replace(day=1): each for each in movements(flows, day, months=24)}
    tried = {
        date.fromisoformat(f"{each['month']}-01"): each for each in run.figures["months"]
    }
    for first in sorted(was.keys() | tried.keys(), reverse=True):
        old, new = was.get(first), tried.get(first, {})
        month = ComparedMonth(
            first=first,
            given=int(old.given - old.taken_back) if old else 0,
            would_give=new.get("given", 0),
            expired=int(old.expired) if old else 0,
            would_expire=new.get("expired", 0),
            converted=int(old.used) if old else 0,
            would_convert=new.get("converted", 0),
        )
        if any((month.given, month.would_give, month.expired, month.would_expire)):
            yield month
