"""A guest's row and an account with one address are one person, whatever a mail asks."""

import pytest

from mailing import actions as mailing
from mailing.actions.claiming import claim_batch
from mailing.actions.preferences import unsubscribe_by_link
from mailing.models import Mail, MailCategory, Suppression
from mailing.queries.consents import category_choices
from mailing.queries.links import UnsubscribeLink
from reminders.models import Campaign, Reminder
from reminders.rules.presets import Aim
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.reminders.conftest import (
    HOUR,
    agree,
    announced,
    campaign,
    clear,
    fill,
    run,
    told,
)
from tests.statements import put_customer, put_order

ALIASES = ["DEUX@gens.example", "deux+noel@gens.example", "deux@GENS.example"]


@pytest.fixture
def member(shop: Shop, carts: Campaign) -> Customer:
    del carts
    put_customer(shop, "m", email="deux@gens.example", on=0)
    row = Customer.objects.get(external_id="m")
    put_order(shop, "om", customer=row, email="deux@gens.example")
    return row


def guest(shop: Shop, email: str, external_id: str = "g") -> Customer:
    put_customer(shop, external_id, email=email, guest=True, on=0)
    row = Customer.objects.get(shop=shop, external_id=external_id)
    put_order(shop, f"o{external_id}", customer=row, email=email)
    return row


def leave(customer: Customer, *, on: float = 5) -> None:
    """They click the link of a mail."""
    link = UnsubscribeLink(
        shop=customer.shop_id, category=MailCategory.OFFERS, customer=customer.pk
    )
    unsubscribe_by_link(link=link, everything=False, now=day(on))


@pytest.mark.parametrize("alias", ALIASES)
def test_a_no_binds_the_address_for_every_row(
    shop: Shop, member: Customer, alias: str
) -> None:
    leave(member)
    fill(guest(shop, alias), on=9)

    assert announced(shop, on=10) == {"g": "unsubscribed"}


def test_a_no_binds_rows_that_come_to_have_the_address(
    shop: Shop, member: Customer
) -> None:
    leave(member)
    put_customer(shop, "m", email="", on=6)
    put_customer(shop, "n", email="neuf@gens.example", on=0)
    other = Customer.objects.get(external_id="n")
    put_order(shop, "on", customer=Customer.objects.get(external_id="n"))
    fill(other, on=9)

    assert announced(shop, on=10) == {"n": ""}
    put_customer(shop, "n", email="DEUX@gens.example", on=9.5)
    assert announced(shop, on=10) == {"n": "unsubscribed"}


def test_a_no_ends_when_the_address_says_yes(shop: Shop, member: Customer) -> None:
    leave(member)
    twin = guest(shop, "Deux@gens.example")
    agree(twin, on=7)
    fill(member, on=9)

    assert announced(shop, on=10) == {"m": ""}


def test_a_no_of_one_shop_is_none_of_another(shop: Shop, member: Customer) -> None:
    leave(member)
    other = make_shop("autre")
    campaign(other, Aim.CART)
    fill(guest(other, "deux@gens.example"), on=9)

    assert announced(other, on=10) == {"g": ""}


def test_a_mail_that_waits_is_stopped_by_a_no_of_the_twin(
    shop: Shop, member: Customer
) -> None:
    fill(guest(shop, "Deux@gens.example"), on=9)
    run(shop, on=10)
    leave(member, on=10)

    claim_batch(now=day(10))

    assert [mail.reason for mail in Mail.objects.all()] == ["unsubscribed"]


def test_the_page_of_preferences_shows_what_the_address_has_said(
    shop: Shop, member: Customer
) -> None:
    leave(member)
    twin = guest(shop, "Deux@gens.example")

    offers = next(
        each for each in category_choices(twin) if each.category == MailCategory.OFFERS
    )

    assert (offers.answer, offers.subscribed) == (False, False)


@pytest.mark.parametrize("alias", ALIASES)
def test_one_mailbox_gets_one_mail_in_a_run(
    shop: Shop, member: Customer, alias: str
) -> None:
    fill(member, "c1", on=9)
    fill(guest(shop, alias), "c2", on=9 + HOUR)

    run(shop, on=10.5)

    assert told(shop) == [("g", "cart")]
    run(shop, on=10.5 + HOUR)
    assert told(shop) == [("g", "cart")]


def test_two_campaigns_for_one_mailbox_are_one_mail(shop: Shop, member: Customer) -> None:
    campaign(shop, Aim.LAPSED, quiet_days=5)
    fill(guest(shop, "Deux@gens.example"), on=9)

    run(shop, on=10.5)

    assert len(told(shop)) == 1


def test_a_birthday_is_wished_once_to_a_mailbox(shop: Shop, member: Customer) -> None:
    born = day(10).date().replace(year=1990)
    campaign(shop, Aim.BIRTHDAY)
    put_customer(shop, "m", email="deux@gens.example", birthday=born, on=2)
    put_customer(shop, "n", email="Deux@gens.example", birthday=born, on=2)
    put_order(shop, "on", customer=Customer.objects.get(external_id="n"))

    run(shop, on=10)
    clear()
    run(shop, on=10 + HOUR)

    assert len(told(shop)) == 1


def test_the_cap_counts_what_the_mailbox_has_had(shop: Shop, member: Customer) -> None:
    for at in range(3):
        fill(member, f"c{at}", on=9 + at)
        run(shop, on=10.1 + at)
        sent = Mail.objects.filter(state="due")
        mails, _seen = claim_batch(now=day(10.1 + at))
        assert len(mails) == 1
        Mail.objects.filter(pk=mails[0].pk).update(state="sent", sent_at=day(10.1 + at))
        assert not sent.exists()
    fill(guest(shop, "DEUX+x@gens.example"), "c9", on=12.2)

    assert announced(shop, on=13.3)["g"] == "capped"


def test_an_offer_that_waits_for_the_twin_keeps_the_next_back(
    shop: Shop, member: Customer
) -> None:
    fill(member, on=9)
    run(shop, on=10.1)
    fill(guest(shop, "DEUX@gens.example"), "c9", on=9.5)

    assert announced(shop, on=10.9)["g"] == "waiting"


@pytest.mark.parametrize("alias", ALIASES)
def test_an_order_by_an_alias_ends_the_story_of_the_cart(
    shop: Shop, member: Customer, alias: str
) -> None:
    fill(member, on=9)
    put_order(shop, "o9", email=alias, on=9.5, placed_at=day(9.5))

    assert announced(shop, on=10.5) == {"m": "ordered"}


def test_an_order_of_the_twin_account_ends_an_absence(shop: Shop, member: Customer) -> None:
    campaign(shop, Aim.LAPSED, quiet_days=5)
    agree(member)
    twin = guest(shop, "deux+b@gens.example")
    put_order(shop, "o9", customer=twin, on=8, placed_at=day(8))

    assert announced(shop, on=10)["m"] == "ordered"


def test_who_bought_as_a_guest_under_an_alias_has_bought(
    shop: Shop, carts: Campaign
) -> None:
    del carts
    member = CustomerFactory.create(shop=shop, external_id="m", email="deux@gens.example")
    fill(member, on=9)
    assert announced(shop, on=10.5) == {"m": "no_consent"}

    put_order(shop, "old", email="deux+noel@gens.example", on=1)

    assert announced(shop, on=10.5) == {"m": ""}


def test_an_alias_that_complained_stops_the_mailbox(shop: Shop, member: Customer) -> None:
    mailing.suppress(
        shop=shop,
        email="deux+x@gens.example",
        reason=Suppression.Reason.COMPLAINED,
        now=day(1),
    )
    fill(member, on=9)

    assert announced(shop, on=10.5) == {"m": "complained"}


def test_all_ids_of_one_person_are_in_one_group_of_a_campaign(shop: Shop) -> None:
    """Written to under one id, they would be compared with themselves under the other."""
    campaign(shop, Aim.CART, holdout_percent=50)
    emails = [f"p{number}@gens.example" for number in range(20)]
    for spelled, on in ((str.lower, 1), (str.upper, 20)):
        for email in map(spelled, emails):
            customer = CustomerFactory.create(shop=shop, email=email)
            agree(customer)
            fill(customer, email, on=on)
        run(shop, on=on + 1)
        Mail.objects.update(state="sent", sent_at=day(on + 1))

    rows = Reminder.objects.values_list("customer__address_key", "held_out")
    assert rows.count() == 40
    assert len({*rows}) == 20
    assert {held_out for _key, held_out in rows} == {True, False}
