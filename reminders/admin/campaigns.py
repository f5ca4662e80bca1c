from typing import Any, override

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.admin import link
from core.confirming import SHOWN, asked_page
from core.errors import Refused
from core.templatetags.typography import day, number
from reminders.actions.activation import turn_off, turn_on
from reminders.actions.opening import add_campaign
from reminders.admin.confirming import ask_to_write
from reminders.admin.next import next_view, run_view
from reminders.admin.permissions import ADD, CHANGE, COUNT, LOOK, RUN, SCHEDULE
from reminders.admin.results import results_view
from reminders.forms import WHO, AddForm, CampaignForm, CampaignStepForm
from reminders.models import Campaign, CampaignStep
from reminders.queries.announcement import preview
from reminders.queries.campaigns import campaigns_of, runs, with_monthly
from reminders.rules.presets import Aim
from shop.access import may, shop_at_hand
from shop.admin import ShopScopedAdmin


class StepInline(admin.TabularInline[CampaignStep, Campaign]):
    """What it sends: one mail, or for abandoned carts several, one after the other."""

    model = CampaignStep
    form = CampaignStepForm
    ordering = ["number"]

    def get_extra(
        self, request: HttpRequest, obj: Campaign | None = None, **kwargs: Any
    ) -> int:
        return int(obj is not None and obj.aim == Aim.CART)

    def get_max_num(
        self, request: HttpRequest, obj: Campaign | None = None, **kwargs: Any
    ) -> int:
        return 5 if obj is not None and obj.aim == Aim.CART else 1

    def get_min_num(
        self, request: HttpRequest, obj: Campaign | None = None, **kwargs: Any
    ) -> int:
        return 1

    def has_add_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return may(request, CHANGE)

    def has_change_permission(
        self, request: HttpRequest, obj: Campaign | None = None
    ) -> bool:
        return may(request, CHANGE)

    def has_delete_permission(
        self, request: HttpRequest, obj: Campaign | None = None
    ) -> bool:
        return may(request, CHANGE) and obj is not None and obj.aim == Aim.CART

    def has_view_permission(
        self, request: HttpRequest, obj: Campaign | None = None
    ) -> bool:
        """Whoever may see the campaign."""
        return True


@admin.register(Campaign)
class CampaignAdmin(ShopScopedAdmin[Campaign]):
    form = CampaignForm
    change_form_template = "admin/reminders/campaign/change_form.html"
    change_list_template = "admin/reminders/campaign/change_list.html"
    list_display = ["name", "state", "aim", "segment_link", "priority", "monthly"]
    list_filter = ["aim"]
    list_select_related = ["shop", "segment"]
    ordering = ["shop", "priority", "pk"]
    search_fields = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request, ADD)

    def has_change_permission(
        self, request: HttpRequest, obj: Campaign | None = None
    ) -> bool:
        return may(request, CHANGE) and self.has_view_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Campaign | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["shop", "aim", "name"]})]
        who = WHO[Aim(obj.aim)]
        return [
            (None, {"fields": ["name"]}),
            (gettext_lazy("Who is due"), {"fields": [*who, "segment", "priority"]}),
            (gettext_lazy("What it says"), {"fields": ["label", "message"]}),
            (
                gettext_lazy("When it writes"),
                {"fields": [("hour_from", "hour_until"), "weekdays"]},
            ),
            (gettext_lazy("Limits"), {"fields": ["budget", "holdout_percent"]}),
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Campaign | None = None
    ) -> list[Any]:
        if obj is None or self.has_change_permission(request, obj):
            return []
        return [
            each
            for _title, options in self.get_fieldsets(request, obj)
            for row in options["fields"]
            for each in (row if isinstance(row, tuple) else [row])
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: Campaign | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = AddForm
        return super().get_form(request, obj, change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Campaign | None) -> list[Any]:
        return [StepInline] if obj else []

    def save_model(
        self, request: HttpRequest, obj: Campaign, form: Any, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = add_campaign(shop=obj.shop, aim=Aim(obj.aim), name=obj.name)
        obj.pk = made.pk

    def response_add(
        self, request: HttpRequest, obj: Campaign, post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to its settings: it is off, and waits for them."""
        return self._to(obj)

    def response_change(self, request: HttpRequest, obj: Campaign) -> HttpResponse:
        """Back to it: there one sees whom it would write to now, and turns it on."""
        super().response_change(request, obj)
        return self._to(obj)

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "on": ("<int:pk>/on/", self.on_view, CHANGE),
            "off": ("<int:pk>/off/", require_POST(self.off_view), CHANGE),
            "next": ("next/<int:shop_id>/", next_view, LOOK),
            "run": ("run/<int:shop_id>/", run_view, RUN),
            "results": ("results/<int:shop_id>/", results_view, COUNT),
        }
        own = [
            path(
                address,
                self.guarded(view, needs=needs),
                name=f"reminders_campaign_{name}",
            )
            for name, (address, view, needs) in pages.items()
        ]
        return own + super().get_urls()

    @override
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        now, shop = timezone.now(), shop_at_hand(request)
        extra = {
            "runs": runs([shop] if shop else [], now),
            "may_count": may(request, COUNT),
            "may_schedule": may(request, SCHEDULE),
        }
        return super().changelist_view(request, extra | (extra_context or {}))

    @override
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Campaign | None = None,
    ) -> HttpResponse:
        if obj:
            now = timezone.now()
            row = campaigns_of(obj.shop).get(pk=obj.pk)
            context |= {
                "announcement": preview(row, now),
                "may_change": may(request, CHANGE),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET and a first POST ask; only what is confirmed turns it on."""
        campaign = self._own(request, pk)
        if "confirm" not in request.POST:
            row = campaigns_of(campaign.shop).get(pk=campaign.pk)
            title = _("Turn on “%(campaign)s”?") % {"campaign": campaign}
            back = reverse("admin:reminders_campaign_change", args=[campaign.pk])
            found = preview(row, timezone.now(), page=asked_page(request), limit=SHOWN)
            return ask_to_write(
                request, found, [row], title=title, button=_("Turn on"), back=back
            )
        try:
            turn_on(campaign=campaign, now=timezone.now())
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return self._to(campaign)
        message = _("“%(campaign)s” is on.") % {"campaign": campaign}
        self.log_change(request, campaign, _("Turned on."))
        self.message_user(request, message, messages.SUCCESS)
        return self._to(campaign)

    def off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self._own(request, pk)
        turn_off(campaign=campaign)
        message = _("“%(campaign)s” is off.") % {"campaign": campaign}
        self.log_change(request, campaign, _("Turned off."))
        self.message_user(request, message, messages.SUCCESS)
        return self._to(campaign)

    def _own(self, request: HttpRequest, pk: int) -> Campaign:
        rows = self.get_queryset(request).select_related("shop")
        campaign: Campaign | None = rows.filter(pk=pk).first()
        if campaign is None:
            raise Http404
        return campaign

    def _to(self, campaign: Campaign) -> HttpResponse:
        page = reverse("admin:reminders_campaign_change", args=[campaign.pk])
        return HttpResponseRedirect(page)

    @admin.display(description=gettext_lazy("state"), ordering="activated_at")
    def state(self, campaign: Campaign) -> str:
        if campaign.activated_at is None:
            return _("Off since an import") if campaign.paused_for else _("Off")
        with timezone.override(campaign.shop.zone):
            return _("On since %(day)s") % {"day": day(campaign.activated_at)}

    @admin.display(description=gettext_lazy("segment"))
    def segment_link(self, campaign: Campaign) -> str:
        return link(campaign.segment)

    @admin.display(description=gettext_lazy("sent in 30 days"))
    def monthly(self, campaign: Any) -> str:
        return number(campaign.monthly)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return with_monthly(rows, timezone.now())
