"""« Mes données »: export everything, ask to be erased, and change one's mind."""

import io
import json
import zipfile
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.spreadsheet import BEGINNING, lines, safe, written
from core.templatetags.typography import day
from portal.forms import EraseForm
from portal.queries.voucher_tiles import erasure_losses
from portal.views.guards import for_customer, on_known_device
from programme.actions import erasing as programme
from programme.rendering import portable
from shop import queries as shop_queries
from shop.actions import erasing as shops
from shop.models import Customer


@for_customer
def data(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What is kept, and the erasure that was asked for, if any."""
    return _page(request, customer, "data", leaving=shop_queries.erasure_of(customer))


@for_customer
@on_known_device
def erase(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Show what would be lost, then ask for the erasure, which takes effect days later."""
    now = timezone.now()
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = programme.ask_erasure(customer=customer, now=now)
        text = _("Your account will be erased on %(day)s. You can change your mind.")
        messages.success(request, text % {"day": day(asked.due_at)})
        return redirect("portal:data", customer.shop.code)
    losses = erasure_losses(customer, now)
    return _page(request, customer, "erase", form=form, losses=losses)


@require_POST
@for_customer
def keep(request: HttpRequest, customer: Customer) -> HttpResponse:
    if shops.withdraw_erasure(customer=customer, now=timezone.now()):
        messages.success(request, _("Your account stays. Nothing has been lost."))
    return redirect("portal:data", customer.shop.code)


@for_customer
@on_known_device
def as_json(_request: HttpRequest, customer: Customer) -> HttpResponse:
    content: dict[str, Any] = {
        "shop": customer.shop.name,
        "currency": customer.shop.currency,
        "written_at": timezone.now(),
    }
    content |= {each.name: each.records() for each in portable(customer)}
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return _file(customer, "json", "application/json", text.encode())


@for_customer
@on_known_device
def as_csv(_request: HttpRequest, customer: Customer) -> HttpResponse:
    """Answer an archive of CSV files, one for each kind of rows."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for chapter in portable(customer):
            heading = [safe(str(title)) for title in chapter.columns.values()]
            rows = ([written(value) for value in row] for row in chapter.rows)
            table = BEGINNING + lines([heading]) + lines(rows)
            files.writestr(f"{chapter.name}.csv", table)
    return _file(customer, "zip", "application/zip", archive.getvalue())


def _file(customer: Customer, kind: str, content_type: str, content: bytes) -> HttpResponse:
    today = timezone.localdate().isoformat()
    name = _("my-data-%(shop)s-%(day)s") % {"shop": customer.shop.code, "day": today}
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _page(
    request: HttpRequest, customer: Customer, name: str, **context: Any
) -> HttpResponse:
    context |= {"shop": customer.shop, "customer": customer}
    return render(request, f"portal/{name}.html", context)
