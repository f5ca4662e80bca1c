"""Who has brought whom, and what friends bring in by channel."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import spreadsheet
from core.days import local_day
from core.periods import PeriodForm
from referrals.models import Referral
from referrals.queries.channels import ChannelFigures, channel_figures
from referrals.queries.tree import TREE_ROOTS, referral_tree
from shop.access import own_shop


def tree_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop = own_shop(request, shop_id)
    asked = request.GET.get("page", "0")
    page = int(asked) if asked.isdecimal() and len(asked) < 6 else 0  # noqa: PLR2004
    branches = referral_tree(shop, page)
    roots = len([each for each in branches if each.depth == 0])
    context = {
        **admin.site.each_context(request),
        "opts": Referral._meta,
        "title": _("Who has brought whom"),
        "subtitle": shop.name,
        "branches": branches,
        "before": page - 1 if page else None,
        "after": page + 1 if roots == TREE_ROOTS else None,
    }
    return TemplateResponse(request, "admin/referrals/referral/tree.html", context)


def statistics_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop, now = own_shop(request, shop_id), timezone.now()
    form = PeriodForm(request.GET, today=local_day(now, shop.zone))
    found = channel_figures(shop, form.period)
    names = dict(Referral.Channel.choices)
    rows = [(str(names[value]), found[value]) for value in names if value in found]
    total = sum(found.values(), ChannelFigures())
    if "csv" in request.GET:
        return _csv_response([*rows, (_("Total"), total)])
    context = {
        **admin.site.each_context(request),
        "opts": Referral._meta,
        "title": _("Statistics of referrals"),
        "subtitle": shop.name,
        "form": form,
        "period": form.period,
        "rows": rows,
        "total": total,
        "currency": shop.currency,
        "list": reverse("admin:referrals_referral_changelist"),
    }
    return TemplateResponse(request, "admin/referrals/referral/statistics.html", context)


def _csv_response(rows: list[tuple[str, ChannelFigures]]) -> HttpResponse:
    head = [
        _("Channel"),
        _("Invited"),
        _("With an account"),
        _("Ordered"),
        _("Rewarded"),
        _("Refused"),
        _("Discount used"),
        _("Vouchers open"),
        _("Points"),
        _("Turnover of friends"),
    ]
    fields = ChannelFigures.__slots__
    cells = [head] + [
        [spreadsheet.written(cell) for cell in (name, *(getattr(each, f) for f in fields))]
        for name, each in rows
    ]
    return HttpResponse(
        spreadsheet.BEGINNING + spreadsheet.lines(cells),
        content_type=spreadsheet.CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="parrainage.csv"'},
    )
