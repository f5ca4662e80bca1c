"""What became of the money on gift cards, month by month, for the accountant."""

from dataclasses import astuple
from decimal import Decimal

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import spreadsheet
from giftcards.models import GiftCard
from giftcards.queries.report import CardMonth, months, owed, sold_in_a_year, years
from shop.access import own_shop
from shop.models import Shop

# L525-5 and L525-6 CMF: from here on a year's sales are to be told to the ACPR.
CEILING = Decimal(1_000_000)


def report_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop, now = own_shop(request, shop_id), timezone.now()
    known = list(years(shop, now))
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {f"{each}" for each in known} else known[0]
    rows = months(shop, year=year)
    if "csv" in request.GET:
        return _file(shop, year, rows)
    sold = sold_in_a_year(shop, now)
    context = {
        **admin.site.each_context(request),
        "opts": GiftCard._meta,
        "title": _("Report of gift cards"),
        "subtitle": shop.name,
        "shop": shop,
        "year": year,
        "years": known,
        "rows": rows,
        "owed": owed(shop, now),
        "sold": sold,
        "ceiling": CEILING,
        "beyond": sold > CEILING,
    }
    return TemplateResponse(request, "admin/giftcards/giftcard/report.html", context)


def _file(shop: Shop, year: int, rows: list[CardMonth]) -> HttpResponse:
    head: list[object] = [
        _("Month"),
        _("VAT regime"),
        _("VAT rate (%)"),
        _("Issued"),
        _("Used"),
        _("Given back"),
        _("Expired or lost"),
        _("Cancelled"),
        _("Outstanding at its end"),
    ]
    told = [head, *([row.first, row.regime.label, *astuple(row)[2:]] for row in rows)]
    cells = [[spreadsheet.written(cell) for cell in each] for each in told]
    return HttpResponse(
        spreadsheet.BEGINNING + spreadsheet.lines(cells),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="cartes-cadeaux-'
            f'{shop.code}-{year}.csv"'
        },
    )
