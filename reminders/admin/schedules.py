from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.phrases import author_name
from core.templatetags.typography import moment
from reminders.actions.keys import make_key
from reminders.admin.permissions import SCHEDULE
from reminders.models import Schedule
from shop.access import may
from shop.admin import ShopScopedAdmin

WHO = {
    "beat": gettext_lazy("the clock of this site"),
    "cron": gettext_lazy("the address called from outside"),
    "command": gettext_lazy("a command"),
}


@admin.register(Schedule)
class ScheduleAdmin(ShopScopedAdmin[Schedule]):
    """When the campaigns of a shop have run, and the address for hosts without a clock."""

    change_form_template = "admin/reminders/schedule/change_form.html"
    list_display = ["shop", "last_run", "author", "mails"]
    list_select_related = ["shop"]
    ordering = ["shop", "pk"]
    fields = [("last_run", "author", "mails"), "margin_percent", "key"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*self.list_display]

    def has_change_permission(
        self, request: HttpRequest, obj: Schedule | None = None
    ) -> bool:
        return may(request, SCHEDULE) and self.has_view_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Schedule | None = None
    ) -> list[Any]:
        shown = ["last_run", "author", "mails", "key"]
        return (
            shown
            if self.has_change_permission(request, obj)
            else [*shown, "margin_percent"]
        )

    def get_urls(self) -> list[URLPattern]:
        key = self.guarded(require_POST(self.key_view), needs=SCHEDULE)
        own = [path("<int:pk>/key/", key, name="reminders_schedule_key")]
        return own + super().get_urls()

    def key_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new key, shown this once."""
        schedule = self.get_queryset(request).filter(pk=pk).select_related("shop").first()
        if schedule is None:
            raise Http404
        key = make_key(shop=schedule.shop, now=timezone.now())
        self.log_change(request, schedule, _("Key of the address replaced."))
        page = reverse("reminders_cron", args=[schedule.shop.code, key])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The address to call"),
            "schedule": schedule,
            "address": f"{settings.BASE_URL}{page}",
        }
        return TemplateResponse(request, "admin/reminders/schedule/key.html", context)

    @admin.display(description=gettext_lazy("last run"), ordering="ran_at")
    def last_run(self, schedule: Schedule) -> str:
        if schedule.ran_at is None:
            return _("never yet")
        with timezone.override(schedule.shop.zone):
            return moment(schedule.ran_at)

    @admin.display(description=gettext_lazy("run by"))
    def author(self, schedule: Schedule) -> str:
        known = WHO.get(schedule.ran_by)
        return str(known) if known else author_name(schedule.ran_by, None)

    @admin.display(description=gettext_lazy("secret address"))
    def key(self, schedule: Schedule) -> str:
        if schedule.key_made_at is None:
            return _("none")
        with timezone.override(schedule.shop.zone):
            return _("made on %(moment)s") % {"moment": moment(schedule.key_made_at)}
