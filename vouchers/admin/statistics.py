"""What became of the vouchers of a period, in figures, bars and a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import spreadsheet
from core.charts import BAR_STEP, BarPair, bar_pairs
from core.days import local_day
from core.periods import Period, proposed_periods
from shop.access import own_shop
from shop.models import Shop
from vouchers.forms.periods import StatisticsForm
from vouchers.models import Budget, Voucher
from vouchers.queries.statistics import (
    GroupBy,
    RedemptionStatus,
    VoucherResult,
    VoucherStatistics,
    statistics,
)

# How wide the chart is drawn.
WIDTH = 400


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A line of the table, its cells' addresses and its bars."""

    name: str
    result: VoucherResult
    address: str
    bars: BarPair | None = None

    def to(self, redemption_status: RedemptionStatus) -> str:
        return f"{self.address}&fate={redemption_status}"

    @property
    def to_used(self) -> str:
        return self.to(RedemptionStatus.USED)

    @property
    def to_open(self) -> str:
        return self.to(RedemptionStatus.OPEN)

    @property
    def to_expired(self) -> str:
        return self.to(RedemptionStatus.EXPIRED)

    @property
    def to_cancelled(self) -> str:
        return self.to(RedemptionStatus.CANCELLED)


def statistics_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop, now = own_shop(request, shop_id), timezone.now()
    today = local_day(now, shop.zone)
    form = StatisticsForm(request.GET, today=today)
    period, by = form.period, form.group_by
    found = statistics(shop, period, by, now)
    names = _names(shop, by)
    if "csv" in request.GET:
        return _file(found, names, period)
    context = {
        **admin.site.each_context(request),
        "opts": Voucher._meta,
        "title": _("Statistics of vouchers"),
        "subtitle": shop.name,
        "shop": shop,
        "form": form,
        "period": period,
        "by": by.value,
        "rows": list(_rows(found, names, shop, period, by)),
        "total": StatisticsRow(_("Total"), found.total, _vouchers(shop, period)),
        "height": BAR_STEP * len(found.results),
        "switch": [
            (label, f"?first={each.first}&last={each.last}&by={by.value}", each == period)
            for label, each in proposed_periods(today)
        ],
    }
    return TemplateResponse(request, "admin/vouchers/statistics.html", context)


def _names(shop: Shop, by: GroupBy) -> dict[str | None, str]:
    if by == GroupBy.ORIGIN:
        return {value: str(label) for value, label in Voucher.Origin.choices}
    rows = Budget.objects.filter(shop=shop).order_by("name", "pk")
    return {None: _("Without a budget")} | {str(row.pk): row.name for row in rows}


def _rows(
    found: VoucherStatistics,
    names: dict[str | None, str],
    shop: Shop,
    period: Period,
    by: GroupBy,
) -> Iterator[StatisticsRow]:
    figures = ((each.issued, each.used) for each in found.results)
    pairs = bar_pairs(figures, width=WIDTH)
    for each, bars in zip(found.results, pairs, strict=True):
        # The filters of the list behind the figure.
        chosen = {"budget__id__exact": each.key} if each.key else {"budget__isnull": "True"}
        if by == GroupBy.ORIGIN:
            chosen = {"origin__exact": str(each.key)}
        yield StatisticsRow(
            name=names.get(each.key) or str(each.key),
            result=each,
            address=_vouchers(shop, period, **chosen),
            bars=bars,
        )


def _vouchers(shop: Shop, period: Period, **chosen: str) -> str:
    """The list of the vouchers that a figure counts."""
    issued = {"issued": f"{period.first}..{period.last}", "shop__id__exact": f"{shop.pk}"}
    return f"{reverse('admin:vouchers_voucher_changelist')}?{urlencode(issued | chosen)}"


def _file(
    found: VoucherStatistics, names: dict[str | None, str], period: Period
) -> HttpResponse:
    head = [
        _("Vouchers"),
        _("Issued"),
        _("Used"),
        _("Conversion (%)"),
        _("Still open"),
        _("Expired"),
        _("Cancelled"),
        _("Discount given"),
        _("Turnover"),
    ]
    named = [(names.get(each.key) or str(each.key), each) for each in found.results]
    named.append((_("Total"), found.total))
    rows: list[list[object]] = [[*head]]
    for name, each in named:
        counts = [each.issued, each.used, each.conversion, each.open]
        ended = [each.expired, each.cancelled, each.given, each.turnover]
        rows.append([name, *counts, *ended])
    cells = [[spreadsheet.written(cell) for cell in row] for row in rows]
    file = f"bons-{period.first}-{period.last}.csv"
    return HttpResponse(
        spreadsheet.BEGINNING + spreadsheet.lines(cells),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
