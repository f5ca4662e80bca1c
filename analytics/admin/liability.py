"""« Ce que je dois »: on any day, as a page, and as files for the accountant."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.forms.widgets import DateInput
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import AccountingTerms
from analytics.phrases import entry_label, group_name, percent_of, probability_sentence
from analytics.queries.accounting import entries
from analytics.queries.liability import Book, Liability, liability
from core import spreadsheet
from core.days import close_of, local_day
from giftcards.queries.report import sold_in_a_year
from shop.access import own_shop

# L525-5 and L525-6 CMF: from here on a year's sales of gift cards are to be told.
CEILING = Decimal(1_000_000)
# How large the curve is drawn, and how much is free around it.
WIDTH, HEIGHT, MARGIN = 560, 160, 24


class DayForm(forms.Form):
    """Which day. Nothing filled in: the last one that has ended."""

    on = forms.DateField(
        label=gettext_lazy("At the end of"),
        required=False,
        widget=DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, today: date) -> None:
        self.usual = today - timedelta(days=1)
        super().__init__({"on": f"{self.usual}", **data.dict()})

    @property
    def day(self) -> date:
        asked: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return asked or self.usual


def liability_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop = own_shop(request, shop_id)
    form = DayForm(request.GET, today=local_day(timezone.now(), shop.zone))
    if request.GET.get("csv") == "entries":
        return _file(f"ecritures-{shop.code}-{form.day}.csv", _entry_rows(shop, form.day))
    found = liability(shop, form.day)
    if "csv" in request.GET:
        return _file(f"du-{shop.code}-{form.day}.csv", _detail_rows(found))
    set_by_hand = found.terms.use_percent is not None
    context = {
        **admin.site.each_context(request),
        "opts": AccountingTerms._meta,
        "title": _("What I owe"),
        "subtitle": shop.name,
        "shop": shop,
        "form": form,
        "found": found,
        "books": _books(found),
        "origins": _groups(found.vouchers),
        "regimes": _groups(found.cards),
        "probability": probability_sentence(found.probability, set_by_hand=set_by_hand),
        "of_vouchers": probability_sentence(
            found.voucher_probability, set_by_hand=set_by_hand
        ),
        "goods_share": 100 * found.provision.goods_share,
        "curve": _curve(found),
        "ages": [(age, percent_of(age.probability)) for age in found.ages],
        "width": WIDTH,
        "height": HEIGHT,
        "sold": sold_in_a_year(shop, close_of(form.day, shop.zone)),
        "ceiling": CEILING,
    }
    return TemplateResponse(request, "admin/analytics/accountingterms/owed.html", context)


def _books(found: Liability) -> list[tuple[str, str, Book]]:
    return [
        ("points", _("Points"), found.points),
        ("vouchers", _("Vouchers"), found.vouchers),
        ("cards", _("Gift cards"), found.cards),
    ]


def _groups(book: Book) -> list[tuple[str, Decimal]]:
    return [(group_name(group), amount) for group, amount in book.by_group.items()]


def _curve(found: Liability) -> str:
    """The points of a line: the age from left to right, the probability upwards."""
    if len(found.ages) < 2:  # noqa: PLR2004 -- a line has two ends
        return ""
    step = (WIDTH - 2 * MARGIN) / (len(found.ages) - 1)
    high = HEIGHT - 2 * MARGIN
    return " ".join(
        f"{MARGIN + step * index:.1f},{HEIGHT - MARGIN - high * age.probability:.1f}"
        for index, age in enumerate(found.ages)
    )


def _detail_rows(found: Liability) -> list[list[object]]:
    """Of each kind by the month earned and the month of expiry, and the months' table."""
    head: list[object] = [_("Kind"), _("What"), _("Month"), _("Amount")]
    rows = [head]
    for _key, name, book in _books(found):
        rows += [
            [name, _("Earned or issued in"), f"{month:%Y-%m}", amount]
            for month, amount in book.by_month_earned.items()
        ]
        rows += [
            [name, _("Ends in"), f"{month:%Y-%m}" if month else _("never"), amount]
            for month, amount in book.by_month_of_expiry.items()
        ]
        rows += [
            [name, label, f"{month.last}", getattr(month, column)]
            for month in book.months
            for column, label in COLUMNS.items()
        ]
    return rows


COLUMNS = {
    "opening": gettext_lazy("Opening balance"),
    "given": gettext_lazy("Given"),
    "used": gettext_lazy("Used"),
    "expired": gettext_lazy("Expired"),
    "taken_back": gettext_lazy("Taken back"),
    "revalued": gettext_lazy("Revalued"),
    "closing": gettext_lazy("Closing balance"),
}


def _entry_rows(shop: Any, day: date) -> list[list[object]]:
    head: list[object] = [
        _("Journal"),
        _("Date"),
        _("Account"),
        _("Label"),
        _("Debit"),
        _("Credit"),
    ]
    return [head] + [
        [
            entry.journal,
            entry.day,
            entry.account,
            entry_label(entry.label),
            entry.debit,
            entry.credit,
        ]
        for entry in entries(shop, day)
    ]


def _file(name: str, rows: list[list[object]]) -> HttpResponse:
    cells = [[spreadsheet.written(cell) for cell in row] for row in rows]
    return HttpResponse(
        spreadsheet.BEGINNING + spreadsheet.lines(cells),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
