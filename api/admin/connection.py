"""« Connexion »: what the shop's own software says, what was refused, what it hears."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from api import queries as api_queries
from api.call_log import DAYS, KEPT, LoggedCall, laid_out, latest_calls, refusals_of
from api.codes.index import CODES
from api.models import ApiKey
from outbox.models import Delivery, Webhook
from outbox.queries import is_behind, latest_deliveries, webhooks_of
from shop.access import may, own_shop
from shop.models import Shop

DELIVERIES = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """A code that was told, how often, and what to do about it."""

    code: str
    times: int
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class HeardWebhook:
    webhook: Webhook
    behind: bool
    deliveries: Sequence[Delivery]


def connection_page(request: HttpRequest, pk: int, frame: dict[str, Any]) -> HttpResponse:
    """Queries: keys, notes, webhooks, up to three for each webhook; Redis for the calls.

    ``frame`` is what every page of the back-office shows around it.
    """
    shop, now = own_shop(request, pk), timezone.now()
    keys = list(api_queries.keys_of(shop))
    chosen = _chosen(keys, request.GET.get("key", ""))
    calls, refused, away = _calls(keys, chosen)
    context = {
        **frame,
        "title": _("Connection"),
        "shop": shop,
        "keys": keys,
        "chosen": chosen,
        "calls": [(call, laid_out(call.asked), laid_out(call.told)) for call in calls],
        "refused": refused,
        "away": away,
        "noted": list(_reasons(api_queries.notes_since(shop, now - api_queries.NOTED))),
        "webhooks": list(_webhooks(shop)),
        "may_replay": may(request, "connectors.change_connection"),
        "orders": reverse("admin:shop_order_changelist") + "?notes=yes",
        "most": KEPT,
        "days": DAYS,
    }
    return TemplateResponse(request, "admin/api/apikey/connection.html", context)


def _chosen(keys: Sequence[ApiKey], asked: str) -> ApiKey | None:
    """The key that was asked for, else the one that was used last."""
    used = sorted(keys, key=lambda key: str(key.last_used_on or ""), reverse=True)
    named = [key for key in keys if str(key.pk) == asked]
    return next(iter([*named, *used]), None)


def _calls(
    keys: Sequence[ApiKey], chosen: ApiKey | None
) -> tuple[list[LoggedCall], list[Reason], bool]:
    """The calls of the chosen key, the refusals of all, and whether Redis is away."""
    try:
        calls = latest_calls(chosen) if chosen else []
        told = refusals_of([key.pk for key in keys], timezone.now())
    except RedisError:
        return [], [], True
    return calls, list(_reasons(told.most_common())), False


def _reasons(counted: Sequence[tuple[str, int]]) -> Iterator[Reason]:
    for code, times in counted:
        about = CODES.get(code)
        yield Reason(
            code,
            times,
            str(about.meaning) if about else "",
            str(about.remedy) if about else "",
        )


def _webhooks(shop: Shop) -> Iterator[HeardWebhook]:
    for webhook in webhooks_of(shop):
        deliveries = list(latest_deliveries(webhook)[:DELIVERIES])
        yield HeardWebhook(webhook, is_behind(webhook), deliveries)
