"""What customers wish for, in tables and as a file."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import spreadsheet
from shop.access import own_shop
from shop.models import Shop
from wishlist.models import Wishlist
from wishlist.queries import statistics
from wishlist.queries.statistics import RankedProduct
from wishlist.rules import Span

SPANS = {
    Span.TODAY: gettext_lazy("today"),
    Span.MONTH: gettext_lazy("this month"),
    Span.YEAR: gettext_lazy("this year"),
    Span.LAST_DAY: gettext_lazy("24 hours"),
    Span.LAST_30_DAYS: gettext_lazy("30 days"),
    Span.LAST_365_DAYS: gettext_lazy("365 days"),
}


def statistics_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop, now = own_shop(request, shop_id), timezone.now()
    asked = request.GET.get("span", "")
    span = Span(asked) if asked in list(Span) else Span.LAST_30_DAYS
    since = span.since(now, shop.zone)
    top = statistics.top_added(shop, since)
    if "csv" in request.GET:
        rows: list[list[object]] = [[_("Product"), _("Times added")]]
        rows += [[each.name, each.many] for each in top]
        cells = [[spreadsheet.written(cell) for cell in row] for row in rows]
        return HttpResponse(
            spreadsheet.BEGINNING + spreadsheet.lines(cells),
            content_type=spreadsheet.CONTENT_TYPE,
            headers={"Content-Disposition": f'attachment; filename="envies-{span}.csv"'},
        )
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": Wishlist._meta,
        "title": _("What customers wish for"),
        "subtitle": shop.name,
        "shop": shop,
        "span": span.value,
        "since": since,
        "switch": [(label, f"?span={each}", each == span) for each, label in SPANS.items()],
        "top": top,
        "conversion": statistics.conversion(shop, since),
        "tables": _tables(shop),
    }
    return TemplateResponse(request, "admin/wishlist/statistics.html", context)


def _tables(shop: Shop) -> list[tuple[str, str, str, list[RankedProduct]]]:
    """Return what stands on lists today, whenever it was added."""
    return [
        (
            "unbought",
            _("Wished for, not bought"),
            _("Customers who have it on a list and have not bought it since."),
            statistics.unbought(shop),
        ),
        (
            "out",
            _("Wished for, out of stock"),
            _("Customers who have it on a list and cannot have it."),
            statistics.out_of_stock(shop),
        ),
    ]
