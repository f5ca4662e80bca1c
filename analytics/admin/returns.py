"""What each action costs and brings: a page, and a file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.models import AccountingTerms
from analytics.phrases import action_name, buyers_name
from analytics.queries.returns import Returns, returns
from core import spreadsheet
from core.days import local_day
from core.periods import Period, PeriodForm, proposed_periods
from reminders.models import Schedule
from shop.access import own_shop


def returns_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop = own_shop(request, shop_id)
    today = local_day(timezone.now(), shop.zone)
    form = PeriodForm(request.GET, today=today)
    found = returns(shop, form.period)
    schedule = Schedule.objects.filter(shop=shop).first()
    percent = schedule.margin_percent if schedule else None
    if "csv" in request.GET:
        return _file(found, percent, form.period)
    context = {
        **admin.site.each_context(request),
        "opts": AccountingTerms._meta,
        "title": _("Cost and return"),
        "subtitle": shop.name,
        "shop": shop,
        "form": form,
        "period": form.period,
        "switch": list(_switch(today, form.period)),
        "found": found,
        "rows": [
            (action_name(each.action), each, each.margin(percent)) for each in found.actions
        ],
        "buyers": [(buyers_name(each.kind), each) for each in found.buyers],
        "percent": percent,
    }
    return TemplateResponse(
        request, "admin/analytics/accountingterms/returns.html", context
    )


def _switch(today: date, period: Period) -> Iterator[tuple[str, str, bool]]:
    for label, each in proposed_periods(today):
        asked = {"first": f"{each.first}", "last": f"{each.last}"}
        yield label, f"?{urlencode(asked)}", each == period


def _file(found: Returns, percent: Decimal | None, period: Period) -> HttpResponse:
    head: list[object] = [
        _("Action"),
        _("Orders"),
        _("Given"),
        _("Turnover"),
        _("Margin"),
    ]
    rows = [head] + [
        [
            action_name(each.action),
            each.orders,
            each.given,
            each.turnover,
            each.margin(percent),
        ]
        for each in found.actions
    ]
    cells = [[spreadsheet.written(cell) for cell in row] for row in rows]
    name = f"actions-{period.first}-{period.last}.csv"
    return HttpResponse(
        spreadsheet.BEGINNING + spreadsheet.lines(cells),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
