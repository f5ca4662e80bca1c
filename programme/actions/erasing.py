"""Erase a customer: the person goes, the books stay."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts import actions as accounts
from giftcards.actions import account as giftcards
from mailing.actions import erasure as mailing_erasure
from mailing.actions import queueing as mailing
from mailing.queries.links import absolute_url
from points.actions import adjusting as points
from programme.actions.tiers import review_person
from programme.mails import ERASURE_ASKED, ERASURE_DONE
from referrals.actions import forgetting as referrals
from shop import actions as shops
from shop import queries as shop_queries
from shop.models import Customer, ErasureRequest, Shop
from shop.persons import addresses_of, guests_of, without_shared_addresses
from tiers.actions import pinning as tiers
from vouchers.actions import batches
from vouchers.actions import cancelling as vouchers
from wishlist.actions import merged_lists as wishlist


@transaction.atomic
def erase_customer(*, shop: Shop, external_id: str, author: str, now: datetime) -> Customer:
    """Drop the person, and what they could still spend; the books stay.

    That is: all ids merged into theirs, the guests with one of their addresses, and every
    row that knows them by an address alone. Where another account has the address as well,
    what is known by the address alone stays that account's.

    Raises: shop.UnknownId.
    """
    # 1. Who is it, while the rows still say so?
    person = shops.lock_person(shop=shop, external_id=external_id)
    addresses = addresses_of(person)
    # 2. Each customer that they are.
    customer = _drop(shop, external_id, author, now)
    for guest in guests_of(person):
        _drop(shop, guest.external_id, author, now)
    # 3. Rows that know an address and no customer.
    left = without_shared_addresses(person)
    shops.forget_address(person=left)
    giftcards.forget_address(person=left)
    batches.forget_address(person=left)
    mailing_erasure.forget_address(shop=shop, person=left, now=now)
    accounts.on_erase(emails=addresses - shop_queries.addresses_known(addresses))
    return customer


def _drop(shop: Shop, external_id: str, author: str, now: datetime) -> Customer:
    """Erase one customer and those merged into them.

    In the order of locks: customer, account, voucher, mail. The tier is reviewed once
    nothing counts any more, and before the mails it may have queued are dropped.
    """
    customer = shops.erase_customer(shop=shop, external_id=external_id, now=now)
    giftcards.on_erase(shop=shop, customers=shop_queries.merged_ids(customer))
    points.on_erase(customer=customer, author=author, now=now)
    vouchers.cancel_all(customer=customer, now=now)
    tiers.on_erase(customer=customer)
    review_person(customer=customer, author=author, now=now)
    mailing_erasure.on_erase(customer=customer, now=now)
    referrals.on_erase(customer=customer)
    wishlist.on_erase(customer=customer)
    return customer


@transaction.atomic
def ask_erasure(*, customer: Customer, now: datetime) -> ErasureRequest:
    """Record a request for erasure, and confirm it by mail: whoever did not ask learns of
    it in time to keep the account. Idempotent: asked twice, the first request stands.
    """
    asked = shops.ask_erasure(customer=customer, now=now)
    shop = asked.customer.shop
    mailing.queue(
        mail_type=ERASURE_ASKED,
        shop=shop,
        source=f"erasure:{asked.pk}:asked",
        values={
            "day": asked.due_at.isoformat(),
            "data_url": absolute_url("portal:data", shop.code),
        },
        customer=asked.customer,
        now=now,
    )
    return asked


def erase_due(*, author: str, now: datetime) -> Iterator[int]:
    """Erase those who have asked for it and have not changed their mind. Yields 1 for each
    that was looked at, each in a transaction of its own.
    """
    for request in shop_queries.open_erasures().filter(due_at__lte=now):
        with transaction.atomic():
            # None where the request was withdrawn since the list was read.
            customer = shops.lock_due(request=request)
            if customer:
                _carry_out(request, customer, author, now)
        yield 1


def _carry_out(
    request: ErasureRequest, customer: Customer, author: str, now: datetime
) -> None:
    """Erase the customer, and tell them. The mail keeps the address until it has gone."""
    # Read before the erasure, which blanks it; queued after it, for it drops mails that
    # wait.
    person = mailing.Recipient(
        email=customer.email,
        name=customer.first_name,
        language=customer.language,
        keep_address=False,
    )
    shop = customer.shop
    erase_customer(shop=shop, external_id=customer.external_id, author=author, now=now)
    if person.email:
        mailing.queue(
            mail_type=ERASURE_DONE,
            shop=shop,
            source=f"erasure:{request.pk}:done",
            values={},
            recipient=person,
            now=now,
        )
