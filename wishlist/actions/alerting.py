"""Alerts that customers have asked for: one mail a day for all that is new to them.

The rows that are queued say only whom to write to. What is new is found when the mail
goes, in the transaction that claims it, and then counts as told.
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
from core.sql import Fragment
from mailing.actions import queueing as mailing
from mailing.actions.queueing import MailDraftQuery
from mailing.mail_types import JSON, Declined, Prepared
from mailing.models import Mail
from shop.models import Shop
from wishlist.mails import BACK_IN_STOCK, NOTHING_NEW, PRICE_DROP
from wishlist.models import Wish
from wishlist.queries.news import WatchedChange, WishNews, alert_drafts, news_for

# What is older is no news any more.
FRESH = timedelta(days=2)
_CHANGES: dict[str, WatchedChange] = {
    PRICE_DROP.code: "price",
    BACK_IN_STOCK.code: "stock",
}
_FIELDS = {"price": "price_watched", "stock": "stock_watched"}
# Articles in one mail; the page of wishes has them all.
MAX_GOODS = 12

_WATCH_AGAIN = Fragment("""
    UPDATE wishlist_wish SET {field} = told.value::timestamptz
    FROM jsonb_each_text(%(watched)s::jsonb) told
    WHERE wishlist_wish.id = told.key::bigint AND {field} IS NOT NULL
""")


def queue_alerts(*, now: datetime) -> Iterator[int]:
    """Queue a mail for each customer with news; yield how many are new, shop by shop.

    Idempotent: one mail a customer, type and day, by its source.
    """
    for shop in Shop.objects.order_by("pk"):
        page = reverse("portal:wishes", args=[shop.code])
        values = {
            "shop": shop.pk,
            "oldest": now - FRESH,
            "day": f"{local_day(now, shop.zone)}",
            "address": f"{settings.BASE_URL.rstrip('/')}{page}",
        }
        for mail_type in (PRICE_DROP, BACK_IN_STOCK):
            drafts = alert_drafts(_CHANGES[mail_type.code])
            # One statement finds and queues them: customers never pass through Python.
            yield mailing.queue_many(
                mail_type=mail_type,
                shop=shop,
                rows=MailDraftQuery(drafts.text, values),
                now=now,
                not_after=now + FRESH,
            )


def prepare_alerts(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Fill mails of one type with what is new by now, and mark that as told.

    Requires: the mails' customers are locked, so that no two mails tell the same news.
    """
    what = _CHANGES[mails[0].mail_type]
    # A mail that was prepared before is being sent again: it says what it said.
    fresh = [mail for mail in mails if mail.prepared_at is None]
    found: dict[int, list[WishNews]] = defaultdict(list)
    owners = [mail.customer.pk for mail in fresh if mail.customer]
    for each in news_for(what, owners, now - FRESH):
        found[each.customer].append(each)
    told = [each.wish for news in found.values() for each in news]
    Wish.objects.filter(pk__in=told).update(**{_FIELDS[what]: now})
    return {
        mail.pk: _prepared(mail, found[mail.customer.pk] if mail.customer else [])
        for mail in mails
    }


def _prepared(mail: Mail, news: list[WishNews]) -> Prepared | Declined:
    if mail.prepared_at is not None:
        return Prepared()
    if not news:
        return Declined(NOTHING_NEW)
    # A product on two lists is told once, at its most wished place.
    unique = list({each.product: each for each in reversed(news)}.values())[::-1]
    goods: list[JSON] = []
    for each in unique[:MAX_GOODS]:
        good: dict[str, JSON] = {"name": each.name, "url": each.url, "image": each.image}
        if each.price is not None:
            good["price"] = str(to_cent(each.price))
        if each.before is not None:
            good["before"] = str(to_cent(each.before))
        goods.append(good)
    return Prepared(
        {
            "goods": goods,
            # What undo_alerts needs to make it news again.
            "watched": {str(each.wish): each.watched.isoformat() for each in news},
        }
    )


def undo_alerts(mails: list[Mail], now: datetime) -> None:  # noqa: ARG001 -- the type's signature
    """Make the content of mails that have not gone after all news again."""
    for mail in mails:
        statement = _WATCH_AGAIN.fill(field=_FIELDS[_CHANGES[mail.mail_type]])
        watched = json.dumps(mail.values.get("watched") or {})
        with connection.cursor() as cursor:
            cursor.execute(statement.text, {"watched": watched})
