"""Alerts that customers have asked for: one mail a day for all that is new to them.

The rows that are queued say only whom to write to. What they tell is found when the mail
goes, in the transaction that claims it, and is then taken for told.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse

from core.days import local_day
from core.money import to_cent
from mailing import actions as mailing
from mailing.actions import MailDraftQuery
from mailing.mail_types import JSON, Declined, Prepared
from mailing.models import Mail
from shop.models import Shop
from wishlist.mails import BACK_IN_STOCK, NOTHING_NEW, PRICE_DROP
from wishlist.models import Wish
from wishlist.queries.news import WatchedChange, WishNews, alert_drafts, news_for

# What is older is no news any more.
FRESH = timedelta(days=2)
_WHAT: dict[str, WatchedChange] = {PRICE_DROP.code: "price", BACK_IN_STOCK.code: "stock"}
_FIELDS = {"price": "price_watched", "stock": "stock_watched"}
# So many articles in one mail; the page has them all.
MOST = 12


def queue_alerts(*, now: datetime) -> Iterator[int]:
    """How many mails are new, shop by shop. Twice is once: one a customer, kind and day."""
    for shop in Shop.objects.order_by("pk"):
        for kind in (PRICE_DROP, BACK_IN_STOCK):
            yield mailing.queue_many(
                mail_type=kind,
                shop=shop,
                rows=_readers(_WHAT[kind.code], shop, now),
                now=now,
                not_after=now + FRESH,
            )


def _readers(what: WatchedChange, shop: Shop, now: datetime) -> MailDraftQuery:
    page = reverse("portal:wishes", args=[shop.code])
    said = {
        "shop": shop.pk,
        "oldest": now - FRESH,
        "day": f"{local_day(now, shop.zone)}",
        "address": f"{settings.BASE_URL.rstrip('/')}{page}",
    }
    return MailDraftQuery(alert_drafts(what), said)


def prepare_alerts(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """What is new by now is told, once. Their customers are locked."""
    what = _WHAT[mails[0].mail_type]
    fresh = [mail for mail in mails if mail.prepared_at is None]
    found: dict[int, list[WishNews]] = defaultdict(list)
    owners = [mail.customer.pk for mail in fresh if mail.customer]
    for each in news_for(what, owners, now - FRESH):
        found[each.customer].append(each)
    told = [each.wish for news in found.values() for each in news]
    Wish.objects.filter(pk__in=told).update(**{_FIELDS[what]: now})
    return {
        mail.pk: _answer(mail, found[mail.customer.pk] if mail.customer else [])
        for mail in mails
    }


def _answer(mail: Mail, news: list[WishNews]) -> Prepared | Declined:
    if mail.prepared_at is not None:
        return Prepared()
    if not news:
        return Declined(NOTHING_NEW)
    goods = list({each.product: each for each in reversed(news)}.values())[::-1]
    return Prepared(
        {
            "goods": [_good(each) for each in goods[:MOST]],
            "watched": {str(each.wish): each.watched.isoformat() for each in news},
        }
    )


def _good(news: WishNews) -> JSON:
    good: dict[str, JSON] = {"name": news.name, "url": news.url, "image": news.image}
    if news.price is not None:
        good["price"] = str(to_cent(news.price))
    if news.before is not None:
        good["before"] = str(to_cent(news.before))
    return good


def undo_alerts(mails: list[Mail], now: datetime) -> None:  # noqa: ARG001 -- the kind's signature
    """They have not gone after all: what they would have told is news again."""
    for mail in mails:
        field = _FIELDS[_WHAT[mail.mail_type]]
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE wishlist_wish SET {field} = told.value::timestamptz
                FROM jsonb_each_text(%s::jsonb) told
                WHERE wishlist_wish.id = told.key::bigint AND {field} IS NOT NULL
                """,  # noqa: S608 -- our own text
                [json.dumps(mail.values.get("watched") or {})],
            )
