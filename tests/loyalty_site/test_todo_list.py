"""What the home page asks somebody to look at, and where it leads."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from giftcards.models import CardBatch
from loyalty_site.todo_list import TodoItem, todo_list
from mailing import actions as mailing
from mailing.models import Mail
from referrals.models import Referral
from reminders import actions as reminders
from reminders.models import Campaign
from shop.models import Customer, Shop
from shop.rules.facts import CardPaymentFact
from tests.factories import day, make_shop
from tests.mailing.mail_types import NEWS
from tests.referrals.friends import become, bring, open_referrals
from tests.staff import backoffice, make_boss, make_staff
from tests.statements import put_order
from tests.tiers.ladder import set_tiers
from tiers import actions as tiers
from tiers.queries.plans import plan_of
from vouchers.models import VoucherBatch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(3), tick=False):
        yield


@pytest.fixture
def boss(shop: Shop) -> Client:
    return backoffice(make_boss())


def found(shop: Shop, *, on: float = 3) -> list[TodoItem]:
    with translation.override("en"):
        return todo_list([shop], day(on))


def queue(customer: Customer, source: str, *, on: float) -> None:
    shop = customer.shop
    mailing.queue(
        mail_type=NEWS, shop=shop, source=source, values={}, customer=customer, now=day(on)
    )


def batch(kind: Any, shop: Shop, **fields: Any) -> Any:
    usual = {"terms": {}, "count": 1, "author": "system", "prepared_at": day(0)}
    return kind.objects.create(shop=shop, token=uuid4(), **usual | fields)


def test_where_nothing_waits_the_home_says_so(boss: Client) -> None:
    assert "Nothing is waiting for you." in boss.get("/admin/").content.decode()


def test_campaigns_that_do_not_run_come_first(shop: Shop) -> None:
    set_tiers(shop)
    tiers.draft(shop=shop, plan=plan_of(shop), author="system", now=day(0))
    reminders.turn_on(campaign=Campaign.objects.filter(shop=shop)[0], now=day(0))

    assert found(shop) == [
        TodoItem(
            "La Boutique: no campaign has run for more than a day.",
            "/admin/reminders/campaign/",
            urgent=True,
        ),
        TodoItem(
            "La Boutique: a draft of the tiers is not yet in force.",
            f"/admin/tiers/tier/edit/{shop.pk}/",
        ),
    ]
    assert len(found(shop, on=0.9)) == 1


def test_campaigns_that_an_import_turned_off_are_told(shop: Shop) -> None:
    for campaign in Campaign.objects.filter(shop=shop)[:2]:
        reminders.turn_on(campaign=campaign, now=day(3))
    reminders.pause_all(shop=shop)

    said = "2 campaigns were turned off by an import."
    assert found(shop) == [TodoItem(said, "/admin/reminders/campaign/")]


def test_mails_that_should_have_gone_are_told_after_an_hour(
    shop: Shop, alice: Customer
) -> None:
    queue(alice, "news:1", on=3)

    assert found(shop, on=3 + 1 / 25) == []
    assert found(shop, on=3 + 1 / 23) == [
        TodoItem(
            "1 mail should have gone more than an hour ago.",
            "/admin/mailing/mail/?state__exact=due",
            urgent=True,
        )
    ]


def test_mails_that_failed_are_told_for_a_week(shop: Shop, alice: Customer) -> None:
    queue(alice, "news:1", on=1)
    queue(alice, "news:2", on=1)
    Mail.objects.update(state=Mail.State.FAILED, reason="server")

    said = "2 mails of the last seven days have failed."
    assert found(shop) == [TodoItem(said, "/admin/mailing/mail/?state__exact=failed")]
    assert found(shop, on=9) == []


def test_what_orders_name_and_cannot_use_is_told(shop: Shop, alice: Customer) -> None:
    paid = CardPaymentFact(code="CAD-NOBODYS", amount=Decimal(5))
    put_order(
        shop, "46", customer=alice, on=2, vouchers=("FID-NOBODYS",), gift_cards=(paid,)
    )

    assert found(shop) == [
        TodoItem(
            "1 code of an order was refused in the last seven days.",
            "/admin/vouchers/refusedcode/",
        ),
        TodoItem(
            "1 payment by gift card was refused in the last seven days.",
            "/admin/giftcards/refusedpayment/",
        ),
    ]


def test_what_waits_for_a_word_of_the_merchant_is_told(
    shop: Shop, alice: Customer, boss: Client
) -> None:
    open_referrals(shop)
    friend = bring(become(alice))
    Referral.objects.filter(friend=friend).update(status="held")
    vouchers = batch(VoucherBatch, shop, name="clients.csv", label="Merci")
    cards = batch(CardBatch, shop, name="cartes.csv", amount=50)
    batch(VoucherBatch, shop, name="made.csv", label="Merci", made_at=day(1))

    Mail.objects.update(state=Mail.State.REFUSED, reason="off")

    assert found(shop) == [
        TodoItem(
            "1 referral waits for your decision.",
            "/admin/referrals/referral/?status__exact=held",
        ),
        TodoItem(
            "The file “clients.csv” is read: its vouchers are yet to be made.",
            f"/admin/vouchers/voucherbatch/{vouchers.pk}/change/",
        ),
        TodoItem(
            "The file “cartes.csv” is read: its gift cards are yet to be made.",
            f"/admin/giftcards/giftcard/batch/{cards.pk}/",
        ),
    ]
    for matter in found(shop):
        assert boss.get(matter.address).status_code == 200


def test_the_todo_list_costs_the_same_for_many_shops() -> None:
    costs = []
    for number in range(3):
        shop = make_shop(f"shop-{number}")
        set_tiers(shop)
        tiers.draft(shop=shop, plan=plan_of(shop), author="system", now=day(0))
        batch(VoucherBatch, shop, name="clients.csv", label="Merci")
        batch(CardBatch, shop, name="cartes.csv", amount=50)
        shops = list(Shop.objects.order_by("pk"))
        with CaptureQueriesContext(connection) as asked:
            told = todo_list(shops, day(3))
        costs.append((len(asked), len(told)))

    assert costs == [(13, 3), (13, 6), (13, 9)]


def test_nobody_is_told_of_another_shop(shop: Shop) -> None:
    batch(VoucherBatch, shop, name="clients.csv", label="Merci")
    sam = backoffice(make_staff("sam@example.com", make_shop("theirs")))

    assert "clients.csv" not in sam.get("/admin/").content.decode()
