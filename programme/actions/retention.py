"""Notify customers nobody has heard of for years, and erase them a month later."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from mailing.actions import queueing as mailing
from mailing.queries.links import absolute_url
from programme.actions.erasing import erase_customer
from programme.mails import RETENTION_NOTICE
from programme.queries.retention import silent_customers
from shop.models import Customer, RetentionNotice, Shop

# From the notice to the erasure.
TIME_TO_ANSWER = timedelta(days=30)


def keep_retention(*, author: str, now: datetime) -> Iterator[int]:
    """Notify those whose term is over, and erase those who were notified a month ago and
    have not been heard of since. Yields 1 for each, in a transaction of its own.
    """
    for shop in Shop.objects.exclude(retention_years=None).order_by("pk"):
        silent = {each.pk: each for each in silent_customers(shop, now=now)}
        # Heard of again, or the shop has changed its term: they stay.
        RetentionNotice.objects.filter(shop=shop).exclude(customer__in=silent).delete()
        told = dict(
            RetentionNotice.objects.filter(shop=shop).values_list("customer_id", "due_at")
        )
        for pk, customer in silent.items():
            if pk not in told:
                _notify(customer, now)
                yield 1
            elif told[pk] <= now:
                with transaction.atomic():
                    erase_customer(
                        shop=shop, external_id=customer.external_id, author=author, now=now
                    )
                    RetentionNotice.objects.filter(customer=customer).delete()
                yield 1


@transaction.atomic
def _notify(customer: Customer, now: datetime) -> None:
    notice = RetentionNotice.objects.create(
        shop=customer.shop,
        customer=customer,
        noticed_at=now,
        due_at=now + TIME_TO_ANSWER,
    )
    # Without an address nobody can be told; the month runs all the same.
    if not customer.email:
        return
    mailing.queue(
        mail_type=RETENTION_NOTICE,
        shop=customer.shop,
        source=f"retention:{customer.pk}:{now:%Y-%m-%d}",
        values={
            "day": notice.due_at.isoformat(),
            "account_url": absolute_url("portal:account", customer.shop.code),
        },
        customer=customer,
        now=now,
    )
