"""The SQL that asks for many customers answers as the check of each mail when it goes."""

import random
from datetime import timedelta
from itertools import product

import pytest
from pytest_django import Settings

from core.sql import Fragment, fetch
from mailing import actions as mailing
from mailing.models import Consent, Mail, MailCategory, SendingLimits, Suppression
from mailing.queries import eligibility as mailing_eligibility
from mailing.queries.addresses import address_hash
from mailing.queries.eligibility_sql import eligibility_sql
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day
from tests.mailing.mail_types import OFFER
from tests.statements import merge, put_order

NOW = day(30)


def told(shop: Shop) -> dict[int, str]:
    asked = eligibility_sql(
        shop, OFFER.category, NOW, among="asked", advertising=OFFER.advertising
    )
    statement = Fragment("""
        WITH asked AS (
            SELECT id AS customer_id, email FROM shop_customer
            WHERE merged_into_id IS NULL AND erased_at IS NULL
        ), {tables}
        SELECT asked.customer_id, CASE {reason} ELSE '' END
        FROM asked {joins}
    """).fill(tables=asked.tables, reason=asked.reason, joins=asked.joins)
    return dict(fetch(statement.given(**asked.values)))


def each(shop: Shop) -> dict[int, str]:
    rows = Customer.objects.filter(shop=shop, merged_into=None)
    found = mailing_eligibility.may_receive(rows, OFFER, NOW)
    return {pk: str(reason or "") for pk, reason in found.items()}


def written(lot: random.Random, seed: int, at: int) -> str:
    """Nothing, an address of one's own, or one that two customers share under aliases."""
    if lot.random() < 0.1:
        return ""
    alias = lot.choice(["", "+Noël", "+a"])
    number = at // 2 if lot.random() < 0.5 else at
    return f" Client{seed}-{number}{alias}@Exämple.com"


def live(customer: Customer, lot: random.Random) -> None:
    """A customer of any mail type: with consent or orders, stopped, capped, or nothing."""
    for at in range(lot.randrange(3)):
        given = lot.random() < 0.6
        mailing.save_consent(
            customer=customer,
            category=lot.choice(
                [MailCategory.OFFERS, MailCategory.OFFERS, MailCategory.WISHLIST]
            ),
            given=given,
            basis=Consent.Basis.CONSENT if given else Consent.Basis.WITHDRAWAL,
            wording="Yes" if given else "",
            source="test",
            now=day(at),
        )
    if lot.random() < 0.5:
        state = lot.choice(["paid", "cancelled", "pending", "payment_error"])
        put_order(customer.shop, customer.external_id, customer=customer, state=state)
    if customer.email and lot.random() < 0.2:
        put_order(customer.shop, f"g{customer.pk}", email=customer.email.strip())
    if lot.random() < 0.2:
        why = lot.choice([*Suppression.Reason])
        mailing.suppress(shop=customer.shop, email=customer.email, reason=why, now=day(1))
    for number in range(lot.randrange(4)):
        state = lot.choice(["sent", "claimed", "refused", "bounced"])
        gone = NOW - timedelta(days=lot.randrange(1, 10))
        Mail.objects.create(
            shop=customer.shop,
            mail_type=OFFER.code,
            advertising=True,
            source=f"{customer.pk}:{number}",
            customer=customer,
            state=state,
            reason="" if state in {"sent", "claimed"} else "why",
            attempts=1,
            queued_at=day(0),
            due_at=day(0),
            not_after=day(90),
            sent_at=gone if state in {"sent", "bounced"} else None,
            address_hash=address_hash(customer.email) if customer.email else None,
        )


@pytest.mark.parametrize(("seed", "cap"), [*product(range(4), [2, None])])
def test_the_answers_are_the_same(
    shop: Shop, seed: int, cap: int | None, settings: Settings
) -> None:
    settings.ADDRESS_KEY = "k" * (40 if seed % 2 else 100)
    lot = random.Random(seed)
    SendingLimits.objects.filter(shop=shop).update(frequency_cap=cap, frequency_cap_days=7)
    people = [
        CustomerFactory.create(
            shop=shop,
            email=written(lot, seed, at),
            # Some have proven an address that is another's by now.
            proven_email=f"client{seed}-{at // 2}@exämple.com" if at % 7 == 0 else "",
        )
        for at in range(40)
    ]
    for customer in people:
        live(customer, lot)
    for at in (3, 2):
        merge(people[at - 1], people[at], on=25)

    assert told(shop) == each(shop)
    assert len({*told(shop).values()}) > 4
