"""Everything is checked again when a mail is claimed; its voucher is made then."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mailing import actions as mailing
from mailing.actions.claiming import claim_batch
from mailing.models import Mail, Suppression
from programme import actions as programme
from reminders import actions as reminders
from reminders.actions.activation import turn_off
from reminders.models import Campaign, CampaignStep, Reminder
from reminders.rules.presets import Aim
from shop.models import Cart, Customer, Shop
from tests.factories import CustomerFactory, day
from tests.mailing.conftest import inbox
from tests.mailing.smtp import Inbox
from tests.reminders.conftest import (
    HOUR,
    SECOND,
    agree,
    buy,
    campaign,
    clear,
    fill,
    issued_vouchers,
    reminded,
    run,
    steps,
)
from tests.statements import merge, put_customer, put_order, unmerge
from tests.tiers.ladder import bronze, set_tiers
from vouchers.actions.budgets import change_budget, open_budget
from vouchers.models import Voucher

__all__ = ["inbox"]


@pytest.fixture
def left(shop: Shop, client57: Customer, carts: Campaign) -> Cart:
    """Alice has left a cart, and her mail is due on day 2."""
    cart = fill(client57, on=1)
    assert run(shop, on=2).count == 1
    return cart


def take(on: float) -> list[Mail]:
    """The mails that a worker may hand over then."""
    mails, _looked_at = claim_batch(now=day(on))
    return mails


def the_mail() -> Mail:
    return Mail.objects.get()


@pytest.mark.usefixtures("left")
def test_the_voucher_is_made_when_the_mail_is_claimed(shop: Shop, alice: Customer) -> None:
    assert issued_vouchers(shop) == []

    (mail,) = take(2)

    (voucher,) = issued_vouchers(shop)
    assert (voucher.customer, voucher.origin, voucher.percent) == (
        alice,
        "cart",
        Decimal(5),
    )
    assert (voucher.valid_from, voucher.label) == (day(2), "Pour votre panier abandonné")
    # Two days, to the end of the second by the shop's clock.
    assert voucher.valid_until == datetime(2026, 5, 5, 22, tzinfo=UTC)
    assert voucher.code.startswith("PAN-")
    assert voucher.highlight
    assert (reminded(shop).voucher, reminded(shop).mail) == (voucher, mail)


@pytest.mark.usefixtures("left")
def test_the_mail_says_what_lies_in_the_cart_and_the_way_back() -> None:
    (mail,) = take(2)

    voucher = Voucher.objects.get()
    assert mail.values == {
        "message": "",
        "cart_url": "https://shop.example/cart/c1",
        "cart": [
            {"name": "Lamp", "url": "", "image": "", "quantity": "1", "price": "40.00"}
        ],
        "voucher": {
            "code": voucher.code,
            "label": voucher.label,
            "amount": None,
            "percent": "5.00",
            "valid_until": "2026-05-05T22:00:00+00:00",
            "minimum": "0.00",
        },
    }


@pytest.mark.usefixtures("left")
@pytest.mark.parametrize(
    "order",
    [
        {"customer": "alice"},
        {"customer": "alice", "state": "pending"},
        {"email": "ALICE@EXAMPLE.COM"},
        {"customer": "twin"},
        {"cart": "c1"},
    ],
)
def test_an_order_a_second_before_stops_the_mail_and_no_voucher_is_made(
    shop: Shop, alice: Customer, order: dict[str, Any]
) -> None:
    twin = CustomerFactory.create(shop=shop, guest=True, email="Alice@Example.com")
    people = {"alice": alice, "twin": twin}
    if whose := order.get("customer"):
        order = order | {"customer": people[whose]}
    put_order(shop, "1", placed_at=day(2 - SECOND), on=2 - SECOND, **order)

    assert take(2) == []
    assert (the_mail().state, the_mail().reason) == ("refused", "ordered")
    assert issued_vouchers(shop) == []
    assert run(shop, on=2.1).count == 0


@pytest.mark.usefixtures("left")
def test_a_customer_who_unsubscribes_gets_neither_mail_nor_voucher(
    shop: Shop, alice: Customer
) -> None:
    agree(alice, given=False, on=1.9)

    assert take(2) == []
    assert the_mail().reason == "unsubscribed"
    assert issued_vouchers(shop) == []


@pytest.mark.usefixtures("left")
def test_a_campaign_that_was_turned_off_sends_no_more(shop: Shop, carts: Campaign) -> None:
    turn_off(campaign=carts)
    assert take(2) == []
    assert the_mail().reason == "off"

    reminders.turn_on(campaign=carts, now=day(3))
    assert run(shop, on=3).count == 1
    assert len(take(3)) == 1


@pytest.mark.usefixtures("left")
def test_a_mail_outside_the_hours_is_chosen_again_later(
    shop: Shop, carts: Campaign
) -> None:
    """Noon in Paris is twelve o'clock."""
    carts.hour_from, carts.hour_until = 13, 20
    carts.save()
    assert take(2) == []
    assert the_mail().reason == "hours"

    assert run(shop, on=2).count == 0
    assert run(shop, on=2 + HOUR).count == 1
    assert len(take(2 + HOUR)) == 1
    assert len(issued_vouchers(shop)) == 1


@pytest.mark.usefixtures("left")
def test_a_cart_that_changes_meanwhile_is_no_longer_abandoned(
    shop: Shop, alice: Customer
) -> None:
    fill(alice, on=1.99, price="50.00")

    assert take(2) == []
    assert the_mail().reason == "no_longer"
    assert run(shop, on=2.5).count == 0
    assert run(shop, on=2.99).count == 1


def test_a_budget_pays_for_so_many_and_no_more(shop: Shop, carts: Campaign) -> None:
    carts.budget = open_budget(shop=shop, name="May", max_count=3, max_amount=None)
    carts.save()
    for number in range(5):
        customer = CustomerFactory.create(shop=shop, external_id=f"{number}")
        agree(customer)
        fill(customer, f"c{number}", on=1 + number * SECOND)

    assert run(shop, on=3).count == 3
    assert run(shop, on=3).count == 0
    change_budget(budget=carts.budget, max_count=2, max_amount=None)
    assert len(take(3)) == 2
    assert len(issued_vouchers(shop)) == 2
    refused = Mail.objects.filter(state="refused").values_list("reason", flat=True)
    assert list(refused) == ["budget"]


@pytest.mark.usefixtures("left")
def test_a_mail_that_is_tried_again_keeps_its_voucher(shop: Shop) -> None:
    (mail,) = take(2)
    voucher = mail.values["voucher"]
    assert take(2 + HOUR / 60) == []

    (again,) = take(2 + HOUR)
    assert again.values["voucher"] == voucher
    assert len(issued_vouchers(shop)) == 1


@pytest.mark.usefixtures("left")
def test_an_order_before_the_second_try_takes_the_voucher_back(
    shop: Shop, alice: Customer
) -> None:
    take(2)
    buy(alice, "1", on=2 + SECOND)

    assert take(2 + HOUR) == []
    assert the_mail().reason == "ordered"
    assert Voucher.objects.get().cancelled_at == day(2 + HOUR)


@pytest.mark.usefixtures("left")
def test_an_address_that_is_refused_for_good_takes_the_voucher_back(
    shop: Shop, inbox: Inbox
) -> None:
    inbox.on_rcpt = lambda _address: "550 5.1.1 No such mailbox"

    batches = list(mailing.send_due(clock=lambda: day(2)))

    assert [batch.sent for batch in batches] == [0]
    assert the_mail().state == "failed"
    assert Voucher.objects.get().cancelled_at == day(2)


@pytest.mark.usefixtures("left")
def test_the_mail_arrives_with_its_code(inbox: Inbox, alice: Customer) -> None:
    list(mailing.send_due(clock=lambda: day(2)))

    (mail,) = inbox.mails
    assert mail["To"] == f"Alice Martin <{alice.email}>"
    assert the_mail().state == "sent"


def test_a_step_without_a_voucher_makes_none(
    shop: Shop, client57: Customer, carts: Campaign
) -> None:
    steps(carts, (24, None))
    fill(client57, on=1)
    run(shop, on=2)

    (mail,) = take(2)
    assert "voucher" not in mail.values
    assert issued_vouchers(shop) == []


@pytest.mark.parametrize(
    ("gives", "worth"),
    [
        ({"gives": "amount", "amount": Decimal(3)}, (Decimal(3), None)),
        ({"gives": "shipping"}, (None, None)),
    ],
)
def test_a_voucher_is_what_the_step_says(
    shop: Shop,
    client57: Customer,
    carts: Campaign,
    gives: dict[str, Any],
    worth: tuple[Any, Any],
) -> None:
    usual = {"percent": None, "amount": None, "minimum": Decimal(30)}
    CampaignStep.objects.filter(campaign=carts).update(**usual | gives)
    fill(client57, on=1)
    run(shop, on=2)
    take(2)

    (voucher,) = issued_vouchers(shop)
    assert (voucher.amount, voucher.percent) == worth
    assert (voucher.kind, voucher.minimum) == (gives["gives"], Decimal(30))


def test_an_exclusive_voucher_ends_with_the_offer(shop: Shop, client57: Customer) -> None:
    offer = campaign(
        shop,
        Aim.EXCLUSIVE,
        starts_on=day(1).date(),
        ends_on=day(4).date(),
        message="For you",
    )
    run(shop, on=2)

    (mail,) = take(2)
    assert mail.values["until"] == "2026-05-05"
    assert mail.values["message"] == "For you"
    (voucher,) = issued_vouchers(shop)
    assert voucher.valid_until == datetime(2026, 5, 5, 22, tzinfo=UTC)
    assert voucher.label == offer.label


@pytest.mark.parametrize(
    ("aim", "said"),
    [
        (Aim.LAPSED, {"days": 100}),
        (Aim.ORDERS, {"orders": 1}),
        (Aim.TURNOVER, {"amount": "40.00"}),
        (Aim.TIER, {"tier": "Bronze", "missing": "10.00"}),
        (Aim.ORDER, {}),
    ],
)
def test_each_aim_says_what_it_is_about(
    shop: Shop, client57: Customer, aim: Aim, said: dict[str, Any]
) -> None:
    fields: dict[str, Any] = {"min_orders": 1} if aim == Aim.ORDERS else {}
    fields |= {"threshold": Decimal("40.00")} if aim == Aim.TURNOVER else {}
    campaign(shop, aim, **fields)
    set_tiers(shop, bronze(minimum=Decimal(50)))
    buy(client57, "1", on=1)
    on = 101 if aim == Aim.LAPSED else 2
    run(shop, on=on)

    (mail,) = take(on)
    assert {name: mail.values[name] for name in said} == said


@pytest.mark.usefixtures("left")
def test_a_merged_customer_is_not_reminded_twice(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=1.9)
    agree(bob, on=1.9)

    (mail,) = take(2)
    assert mail.email == bob.email
    assert Voucher.objects.get().customer == bob
    assert run(shop, on=2.1).count == 0

    unmerge(alice, on=2.2)
    assert reminded(shop).customer == alice
    assert run(shop, on=2.3).count == 0


def test_what_both_customers_were_sent_stays_with_each(
    shop: Shop, client57: Customer, bob: Customer
) -> None:
    agree(bob)
    campaign(shop, Aim.EXCLUSIVE, starts_on=day(1).date(), ends_on=day(9).date())
    assert run(shop, on=2).count == 2

    merge(client57, bob, on=3)

    assert set(Reminder.objects.values_list("customer", flat=True)) == {
        client57.pk,
        bob.pk,
    }


@pytest.mark.usefixtures("left")
def test_an_erased_customer_is_not_written_to(shop: Shop) -> None:
    programme.erase_customer(shop=shop, external_id="57", author="api:1", now=day(1.9))

    assert take(2) == []
    assert issued_vouchers(shop) == []


@pytest.mark.usefixtures("left")
def test_a_suppressed_address_is_not_written_to(shop: Shop, alice: Customer) -> None:
    mailing.suppress(
        shop=shop, email=alice.email, reason=Suppression.Reason.COMPLAINED, now=day(1.9)
    )

    assert take(2) == []
    assert the_mail().reason == "complained"


def test_the_queries_of_a_batch_do_not_grow_with_it(shop: Shop, carts: Campaign) -> None:
    costs = []
    for people in (1, 3):
        for number in range(people):
            customer = CustomerFactory.create(shop=shop, external_id=f"{people}{number}")
            agree(customer)
            fill(customer, f"c{people}{number}", on=people)
        assert run(shop, on=people + 1).count == people
        with CaptureQueriesContext(connection) as asked:
            assert len(take(people + 1)) == people
        costs.append(len(asked))
        clear()

    assert costs[0] == costs[1]


def test_a_mail_goes_to_the_address_a_customer_has_by_now(shop: Shop, left: Cart) -> None:
    put_customer(shop, "57", email="new@example.com", language="fr", on=1.9)

    (mail,) = take(2)
    assert mail.email == "new@example.com"
