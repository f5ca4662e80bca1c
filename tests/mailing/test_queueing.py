from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from mailing import actions as mailing
from mailing.actions.queueing import MailDraft, MailDraftQuery, Recipient
from mailing.models import Mail
from shop.models import Customer, Shop
from tests.connections import at_once
from tests.factories import START, day, make_shop
from tests.mailing.mail_types import NEWS, OFFER


def queue(alice: Customer, source: str = "order:46") -> Mail | None:
    return mailing.queue(
        mail_type=NEWS,
        shop=alice.shop,
        source=source,
        values={"points": 4},
        customer=alice,
        now=START,
    )


def test_a_mail_is_a_row_that_is_due(alice: Customer) -> None:
    mail = queue(alice)

    assert mail == Mail.objects.get()
    assert (mail.mail_type, mail.customer, mail.values) == ("news", alice, {"points": 4})
    assert (mail.state, mail.attempts, mail.advertising) == ("due", 0, False)
    assert (mail.due_at, mail.not_after) == (START, day(3))


def test_a_source_has_one_mail_in_each_shop(alice: Customer) -> None:
    other = make_shop("other")

    assert queue(alice)
    assert queue(alice) is None
    assert mailing.queue(
        mail_type=NEWS,
        shop=other,
        source="order:46",
        values={},
        recipient=Recipient("julie@example.com"),
        now=START,
    )
    assert Mail.objects.count() == 2


def test_a_mail_goes_with_what_causes_it_or_not_at_all(alice: Customer) -> None:
    with transaction.atomic():
        queue(alice)
        transaction.set_rollback(True)

    assert not Mail.objects.exists()


def test_a_reader_who_is_no_customer_is_named_by_address(shop: Shop) -> None:
    julie = Recipient(
        "julie@example.com", name="Julie", language="en", reply_to="bob@example.com"
    )

    mail = mailing.queue(
        mail_type=NEWS,
        shop=shop,
        source="card:1",
        values={},
        recipient=julie,
        due_at=day(10),
        not_after=day(11),
        now=START,
    )

    assert mail
    assert (mail.email, mail.name) == ("julie@example.com", "Julie")
    assert (mail.language, mail.reply_to) == ("en", "bob@example.com")
    assert (mail.due_at, mail.not_after) == (day(10), day(11))


def test_many_are_one_statement_however_they_are_said(
    alice: Customer, bob: Customer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queue(alice, source="night:57")
    drafts = [
        MailDraft(alice.pk, "night:57", {"points": 1}),
        MailDraft(bob.pk, "night:58", {"points": 2}, due_at=day(1)),
    ]
    selected = MailDraftQuery(
        """
        SELECT id AS customer, 'sale:' || external_id AS source,
               jsonb_build_object('points', %(points)s) AS values,
               NULL::timestamptz AS due_at
        FROM shop_customer WHERE shop_id = %(shop)s
        """,
        {"points": 3, "shop": alice.shop_id},
    )

    said: dict[str, Any] = {"mail_type": OFFER, "shop": alice.shop, "now": START}
    with django_assert_num_queries(2):
        assert mailing.queue_many(rows=drafts, **said) == 1
        assert mailing.queue_many(rows=selected, **said) == 2

    assert mailing.queue_many(rows=drafts, **said) == 0
    kept = Mail.objects.order_by("pk").values_list("source", "values", "due_at")
    assert [*kept] == [
        ("night:57", {"points": 4}, START),
        ("night:58", {"points": 2}, day(1)),
        ("sale:57", {"points": 3}, START),
        ("sale:58", {"points": 3}, START),
    ]
    late = Mail.objects.get(source="night:58")
    assert (late.not_after - late.due_at, late.advertising) == (timedelta(days=3), True)


@pytest.mark.django_db(transaction=True)
def test_a_source_said_twice_at_once_has_one_mail(alice: Customer) -> None:
    found = at_once(*[lambda: queue(alice) is not None] * 8)

    assert sorted(found) == [False] * 7 + [True]
    assert Mail.objects.count() == 1
