"""The tiers of a shop: what they are, who would move by others, what they gave."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries import author_of
from core.admin import link
from core.confirming import SHOWN, Concerned, ask, asked_page
from core.errors import Refused
from core.templatetags.typography import moment, money, number, percent, symbol
from earning.queries import versions as earning_versions
from programme.actions import tiers as programme
from shop.access import own_shop
from shop.admin import AuthoredAdmin, ShopScopedAdmin
from shop.models import Shop
from tiers.actions import changing as tiers
from tiers.forms import PlanForms
from tiers.models import Move, Tier, TierChange, TierDraft
from tiers.queries.comparison import Comparison, measure_by, movers
from tiers.queries.comparison import compare as compare_measures
from tiers.queries.measures import measure_of
from tiers.queries.plans import plan_of
from tiers.queries.statistics import statistics as tier_statistics
from tiers.rules.plans import Plan, plan_from_json


@admin.register(Tier)
class TierAdmin(ShopScopedAdmin[Tier]):
    """Tiers change by a draft that says first what it would move and cost."""

    list_display = ["name", "from_amount", "discount"]
    list_select_related = ["shop", "group"]
    ordering = ["shop__name", "minimum", "pk"]
    fields = ["shop", "name", "from_amount", "discount", "perks", "retired_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tier]:
        return super().get_queryset(request).filter(retired_at=None)

    @admin.display(description=gettext_lazy("minimum spend"), ordering="minimum")
    def from_amount(self, tier: Tier) -> str:
        return money(tier.minimum, tier.shop.currency)

    @admin.display(description=gettext_lazy("discount"))
    def discount(self, tier: Tier) -> str:
        return percent(tier.off)

    def get_urls(self) -> list[URLPattern]:
        change = "tiers.add_tierchange"
        own = [
            path(
                "edit/<int:shop_id>/",
                self.guarded(self.edit_view, needs=change),
                name="tiers_tier_edit",
            ),
            path(
                "figures/<int:shop_id>/",
                self.guarded(self.figures_view, needs="tiers.view_tier"),
                name="tiers_figures",
            ),
            path(
                "undo/<int:shop_id>/",
                self.guarded(self.undo_view, needs=change),
                name="tiers_tier_undo",
            ),
        ]
        return own + super().get_urls()

    def edit_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """The draft, or what is in force; what it would move; and the buttons."""
        shop, now = own_shop(request, shop_id), timezone.now()
        draft = TierDraft.objects.filter(shop=shop).first()
        plan = plan_from_json(draft.plan) if draft else plan_of(shop)
        forms = PlanForms(request.POST or None, shop=shop, plan=plan)
        if request.method == "POST":
            if "drop" in request.POST:
                tiers.drop_draft(shop=shop)
                self.message_user(request, _("The draft is dropped."), messages.SUCCESS)
                return _back(shop)
            if forms.is_valid():
                # What is put in force is what was looked at: changed since, it is a draft.
                sent = plan_from_json(forms.plan().written())
                seen = draft is None or sent == plan
                return self._save(request, shop, sent, now, apply=seen)
        compared = _compared(shop, plan, now) if draft else None
        page = asked_page(request)
        context = {
            "shop": shop,
            "draft": draft,
            "forms": forms,
            "form": forms.measure,
            "faults": request.method == "POST",
            "currency": symbol(shop.currency),
            "compared": compared,
            "concerned": compared and _movers(shop, plan, compared, now, page),
            "last": TierChange.objects.filter(shop=shop).order_by("-number").first(),
        }
        return self._page(request, "edit", _("Tiers of %(shop)s") % {"shop": shop}, context)

    def _save(
        self, request: HttpRequest, shop: Shop, plan: Plan, now: datetime, *, apply: bool
    ) -> HttpResponse:
        author = author_of(request.user)
        try:
            tiers.draft(shop=shop, plan=plan, author=author, now=now)
            if "apply" in request.POST and apply:
                grandfather = "grandfather" in request.POST
                programme.change_tiers(
                    shop=shop, plan=plan, grandfather=grandfather, author=author, now=now
                )
                self.message_user(request, _("These tiers are in force."), messages.SUCCESS)
            else:
                said = _("The draft is kept. Nothing has changed for customers.")
                self.message_user(request, said, messages.INFO)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        return _back(shop)

    def undo_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """GET and a first POST ask; only what is confirmed is undone."""
        shop = own_shop(request, shop_id)
        change = TierChange.objects.filter(shop=shop).order_by("-number").first()
        if change is None:
            raise Http404
        author, now = author_of(request.user), timezone.now()
        if "confirm" not in request.POST:
            return self._ask_undo(request, shop, change, now)
        try:
            programme.undo_tiers(change=change, author=author, now=now)
            said = _("The tiers are what they were before.")
            self.message_user(request, said, messages.SUCCESS)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        return _back(shop)

    def _ask_undo(
        self, request: HttpRequest, shop: Shop, change: TierChange, now: datetime
    ) -> HttpResponse:
        """Who would move, and what the tiers before cost beside those of today."""
        plan = plan_from_json(change.before)
        found = _compared(shop, plan, now)
        moved = {"up": number(found.up), "down": number(found.down)}
        cost = {"cost": money(found.cost, shop.currency)}
        return ask(
            request,
            opts=self.opts,
            title=_("Undo the last change of the tiers of %(shop)s?") % {"shop": shop},
            sentences=[
                _("%(up)s customers rise, %(down)s fall.") % moved,
                _("On the orders of twelve months, the tiers cost %(cost)s more.") % cost,
            ],
            button=_("Undo the change"),
            back=reverse("admin:tiers_tier_edit", args=[shop.pk]),
            concerned=_movers(shop, plan, found, now, asked_page(request)),
        )

    def figures_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop, now = own_shop(request, shop_id), timezone.now()
        measure = measure_of(shop)
        figures = tier_statistics(measure, now) if measure and measure.tiers else None
        title = _("Tiers of %(shop)s in figures") % {"shop": shop}
        with timezone.override(shop.zone):
            context = {"shop": shop, "figures": figures}
            return self._page(request, "figures", title, context).render()

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> TemplateResponse:
        shared = {"opts": self.opts, "title": title}
        context = {**self.admin_site.each_context(request), **shared, **context}
        return TemplateResponse(request, f"admin/tiers/tier/{name}.html", context)


@admin.register(Move)
class MoveAdmin(AuthoredAdmin[Move]):
    """Who went from which tier to which, why, and at what figures."""

    list_display = ["when", "who", "before", "after", "cause", "figures", "written_by"]
    list_filter = ["up", "cause", "at"]
    list_select_related = ["shop", "customer", "before", "after"]
    ordering = ["-at", "-pk"]
    fields = ["when", "who", "before", "after", "cause", "order", "figures", "written_by"]

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, move: Move) -> str:
        with timezone.override(move.shop.zone):
            return moment(move.at)

    @admin.display(description=gettext_lazy("customer"))
    def who(self, move: Move) -> str:
        return link(move.customer)

    @admin.display(description=gettext_lazy("spent, and the threshold"))
    def figures(self, move: Move) -> str:
        spent = money(move.spent, move.shop.currency)
        return f"{spent} / {money(move.minimum, move.shop.currency)}"


def _compared(shop: Shop, plan: Plan, now: datetime) -> Comparison:
    """What a point is worth is the ledger's to know."""
    version = earning_versions.rules_at(shop, now)
    rate = version.value * version.points_per_block / version.ratio
    new, old = measure_by(shop, plan), measure_of(shop)
    return compare_measures(new, old, now, point_rate=Decimal(rate))


def _movers(
    shop: Shop, plan: Plan, found: Comparison, now: datetime, page: int
) -> Concerned:
    """A page of who would move by the plan, and from which tier to which."""
    new, old = measure_by(shop, plan), measure_of(shop)
    rows = movers(new, old, now, limit=SHOWN, offset=(page - 1) * SHOWN)
    none = _("No tier")
    return Concerned(
        total=found.up + found.down,
        rows=[(who, f"{was or none} → {will or none}") for who, was, will in rows],
        page=page,
    )


def _back(shop: Shop) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:tiers_tier_edit", args=[shop.pk]))
