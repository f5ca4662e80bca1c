"""The next run: how many mails, to whom, to whom not and why; and a button to run now."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import author_of
from core.confirming import SHOWN, asked_page
from core.templatetags.typography import number
from reminders.actions.running import run
from reminders.admin.confirming import ask_to_write
from reminders.admin.permissions import RUN
from reminders.models import Campaign
from reminders.phrases import refusal_sentence
from reminders.queries.announcement import PAGE, announce
from reminders.queries.campaigns import running
from shop.access import may, own_shop

WRITTEN = "written"
# Beyond any list; a larger number is no page.
MOST_PAGES = 100_000


def next_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    """``reason`` names those who are not written to for it, WRITTEN those who are."""
    shop, now = own_shop(request, shop_id), timezone.now()
    campaigns = running(shop)
    asked = request.GET.get("reason", WRITTEN)
    text = request.GET.get("page", "")
    page = int(text) if text.isdecimal() and 0 < int(text) < MOST_PAGES else 1
    announcement = announce(
        campaigns, now, reason="" if asked == WRITTEN else asked, page=page
    )
    total = announcement.of_reason("" if asked == WRITTEN else asked)
    context = {
        **admin.site.each_context(request),
        "opts": Campaign._meta,
        "title": _("Next run"),
        "subtitle": shop.name,
        "shop": shop,
        "announcement": announcement,
        "now": now,
        "asked": asked,
        "campaigns": [
            (each, announcement.of_campaign(each), each.open_at(now)) for each in campaigns
        ],
        "reasons": [
            (reason, refusal_sentence(reason), count)
            for reason, count in announcement.reasons.items()
        ],
        "reason": "" if asked == WRITTEN else refusal_sentence(asked),
        "page": page,
        "earlier": _page(asked, page - 1) if page > 1 else "",
        "later": _page(asked, page + 1) if page * PAGE < total else "",
        "may_run": may(request, RUN),
    }
    with timezone.override(shop.zone):
        return TemplateResponse(
            request, "admin/reminders/campaign/next.html", context
        ).render()


def run_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    """GET and a first POST ask; only what is confirmed runs."""
    shop = own_shop(request, shop_id)
    if "confirm" not in request.POST:
        campaigns = running(shop)
        found = announce(
            campaigns,
            timezone.now(),
            reason="",
            page=asked_page(request),
            limit=SHOWN,
        )
        return ask_to_write(
            request,
            found,
            list(campaigns),
            title=_("Run the campaigns of %(shop)s now?") % {"shop": shop},
            button=_("Run now"),
            back=reverse("admin:reminders_campaign_next", args=[shop.pk]),
        )
    outcome = run(shop=shop, by=author_of(request.user), now=timezone.now())
    if outcome.overlapping:
        messages.warning(request, _("Another run is going on; nothing was done."))
    else:
        sentence = ngettext(
            "%(count)s mail is on its way.",
            "%(count)s mails are on their way.",
            outcome.count,
        )
        messages.success(request, sentence % {"count": number(outcome.count)})
    return HttpResponseRedirect(reverse("admin:reminders_campaign_next", args=[shop.pk]))


def _page(asked: str, page: int) -> str:
    return f"?{urlencode({'reason': asked, 'page': page})}"
