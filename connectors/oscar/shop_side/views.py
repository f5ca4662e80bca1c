"""Every answer is JSON, every call needs the key."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import oscar
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt

from connectors.oscar.shop_side import codes
from connectors.oscar.shop_side.rows import TABLES

PAGE = 100
# The settings of the shop this runs in, not ours.
shop: Any = settings

type View = Callable[..., HttpResponse]


def keyed(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, **named: Any) -> HttpResponse:
        given = request.headers.get("Authorization", "")
        if not constant_time_compare(given, f"Bearer {shop.FIDELITE_KEY}"):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        return view(request, **named)

    return checked


@keyed
def about(_request: HttpRequest) -> HttpResponse:
    states = shop.OSCAR_ORDER_STATUS_PIPELINE
    currency = shop.OSCAR_DEFAULT_CURRENCY
    version = ".".join(str(part) for part in oscar.VERSION[:3])
    return JsonResponse({"version": version, "currency": currency, "states": list(states)})


@keyed
def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """Rows that changed since then, the oldest change first."""
    table = TABLES[kind]
    since, skip = request.GET.get("since"), int(request.GET.get("skip", 0))
    rows = table.rows().order_by("changed", "pk")
    if since:
        rows = rows.filter(changed__gte=parse_datetime(since))
    return JsonResponse({"rows": [table.said(row) for row in rows[skip : skip + PAGE]]})


@keyed
def ids(request: HttpRequest, kind: str) -> HttpResponse:
    table = TABLES[kind]
    rows = table.rows()
    if since := request.GET.get("since"):
        rows = rows.filter(changed__gte=parse_datetime(since))
    names = rows.order_by("pk").values_list(table.key, flat=True)
    return JsonResponse({"ids": [str(name) for name in names]})


@keyed
def one(_request: HttpRequest, kind: str, name: str) -> HttpResponse:
    table = TABLES[kind]
    row = table.rows().filter(**{table.key: name}).first()
    if row is None:
        return JsonResponse({}, status=HTTPStatus.NOT_FOUND)
    return JsonResponse(table.said(row))


@keyed
def vouchers(request: HttpRequest) -> HttpResponse:
    made = codes.make(json.loads(request.body))
    return JsonResponse({"id": made}, status=HTTPStatus.CREATED)


@keyed
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    known = (
        codes.remove(pk)
        if request.method == "DELETE"
        else codes.leave(pk, json.loads(request.body)["uses_left"])
    )
    return JsonResponse({}, status=HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)
