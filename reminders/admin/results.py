"""What the mails of a period have brought: per day, per campaign, as bars and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import spreadsheet
from core.charts import BAR_STEP, BarPair, bar_pairs
from core.days import local_day
from core.periods import Period, PeriodForm, proposed_periods
from reminders.models import Campaign, Schedule
from reminders.phrases import effect_sentence
from reminders.queries.campaigns import campaigns_of
from reminders.queries.experiments import effects
from reminders.queries.results import CampaignResult, ResultTable, results
from reminders.rules.experiments import Effect
from shop.access import own_shop

# How wide the chart is drawn, and how much is free above it.
WIDTH, MARGIN = 380, 8


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the table, in the chart, and in words."""

    campaign: Campaign
    result: CampaignResult
    margin: Decimal | None
    effect: str
    bars: BarPair


def results_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop, now = own_shop(request, shop_id), timezone.now()
    today = local_day(now, shop.zone)
    form = PeriodForm(request.GET, today=today)
    campaigns = list(campaigns_of(shop))
    table = results(shop, campaigns, form.period)
    if "csv" in request.GET:
        return _file(table, form.period)
    schedule = Schedule.objects.filter(shop=shop).first()
    percent = schedule.margin_percent if schedule else None
    written = [each for each in campaigns if table.of(each).sent]
    found = effects(campaigns, now)
    context = {
        **admin.site.each_context(request),
        "opts": Campaign._meta,
        "title": _("Results"),
        "subtitle": shop.name,
        "shop": shop,
        "form": form,
        "period": form.period,
        "switch": [
            (label, f"?first={each.first}&last={each.last}", each == form.period)
            for label, each in proposed_periods(today)
        ],
        "written": written,
        "days": [
            (day, [table.cell(day, each) for each in written], table.on(day))
            for day in table.days
        ],
        "rows": list(_rows(table, written, percent, found)),
        "total": table.total,
        "total_margin": table.total.margin(percent),
        "percent": percent,
        "height": BAR_STEP * len(written) + MARGIN,
    }
    return TemplateResponse(request, "admin/reminders/campaign/results.html", context)


def _rows(
    table: ResultTable,
    written: list[Campaign],
    percent: Decimal | None,
    effects: dict[int, Effect],
) -> Iterator[CampaignRow]:
    results = [table.of(campaign) for campaign in written]
    figures = ((result.sent, result.used) for result in results)
    pairs = bar_pairs(figures, width=WIDTH, top=MARGIN)
    for campaign, result, bars in zip(written, results, pairs, strict=True):
        yield CampaignRow(
            campaign=campaign,
            result=result,
            margin=result.margin(percent),
            effect=effect_sentence(campaign, effects.get(campaign.pk)),
            bars=bars,
        )


def _file(table: ResultTable, period: Period) -> HttpResponse:
    head: list[object] = [
        _("Day"),
        _("Campaign"),
        _("Sent"),
        _("Used"),
        _("Conversion (%)"),
        _("Turnover"),
        _("Discount given"),
        _("Unsubscribed"),
        _("Not delivered"),
    ]
    named = {each.pk: each.name for each in table.campaigns}
    rows = [head] + [
        [
            day,
            named[pk],
            cell.sent,
            cell.used,
            cell.conversion,
            cell.turnover,
            cell.given,
            cell.left,
            cell.bounced,
        ]
        for (day, pk), cell in sorted(table.cells.items())
    ]
    cells = [[spreadsheet.written(cell) for cell in row] for row in rows]
    name = f"relances-{period.first}-{period.last}.csv"
    return HttpResponse(
        spreadsheet.BEGINNING + spreadsheet.lines(cells),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
