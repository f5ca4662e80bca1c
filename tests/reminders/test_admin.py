"""The pages of campaigns: settings, on and off, the next run, the address."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from mailing.models import Mail
from reminders.actions.keys import check_key
from reminders.models import Campaign, CampaignStep, Schedule
from reminders.rules.presets import Aim
from segments.models import Segment
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.reminders.conftest import agree, campaign, fill, run
from tests.staff import backoffice, list_cost, make_boss, make_staff, page_cost
from tests.world import furnish

LIST = "/admin/reminders/campaign/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(2), tick=False):
        yield


def marketing(*shops: Shop) -> Client:
    user = make_staff("marketing@example.com", *shops)
    own = Permission.objects.filter(content_type__app_label="reminders")
    user.user_permissions.set(own)
    return backoffice(user)


def own(shop: Shop, aim: Aim) -> Campaign:
    return Campaign.objects.get(shop=shop, aim=aim)


def page_of(row: Campaign) -> str:
    return f"{LIST}{row.pk}/change/"


def step_said(row: Campaign, **fields: Any) -> dict[str, Any]:
    step = CampaignStep.objects.get(campaign=row)
    said = {
        "id": step.pk,
        "campaign": row.pk,
        "number": 1,
        "delay_hours": 24,
        "gives": "percent",
        "percent": "5",
        "amount": "",
        "minimum": "0",
        "valid_days": 2,
    }
    return {f"steps-0-{name}": value for name, value in (said | fields).items()} | {
        "steps-TOTAL_FORMS": 1,
        "steps-INITIAL_FORMS": 1,
    }


def said(row: Campaign, **fields: Any) -> dict[str, Any]:
    usual = {
        "name": row.name,
        "priority": 20,
        "window_days": 7,
        "label": "Pour vous",
        "message": "",
        "hour_from": 9,
        "hour_until": 20,
        "weekdays": [1, 2, 3, 4, 5],
        "holdout_percent": 10,
    }
    return usual | step_said(row) | fields


def test_settings_are_saved_with_their_step(shop: Shop) -> None:
    row = own(shop, Aim.CART)
    buyers = Segment.objects.create(shop=shop, name="Buyers", min_orders=1)

    answer = marketing(shop).post(
        page_of(row),
        said(row, segment=buyers.pk) | step_said(row, gives="amount", amount="3"),
    )

    assert (answer.status_code, answer["Location"]) == (302, page_of(row))
    row.refresh_from_db()
    assert (row.segment, row.weekdays, row.holdout_percent) == (
        buyers,
        [1, 2, 3, 4, 5],
        10,
    )
    step = CampaignStep.objects.get(campaign=row)
    assert (step.gives, step.amount, step.percent) == ("amount", Decimal(3), None)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"window_days": ""}, "This field is required."),
        ({"hour_from": 20, "hour_until": 9}, "It would end before it begins."),
        ({"weekdays": []}, "This field is required."),
        ({"holdout_percent": 51}, "less than or equal to 50"),
        ({"name": "Nouvelle commande"}, "There is a campaign of this name already."),
        ({"steps-0-percent": ""}, "Say how much."),
        ({"steps-0-percent": "101"}, "At most 100."),
        ({"steps-0-minimum": "-1"}, "It cannot be negative."),
        ({"steps-0-number": "0"}, "Steps are counted from one."),
    ],
)
def test_an_impossible_setting_is_refused(
    shop: Shop, fields: dict[str, Any], why: str
) -> None:
    row = own(shop, Aim.CART)

    page = marketing(shop).post(page_of(row), said(row, **fields)).content.decode()

    assert why in page


def test_each_aim_shows_its_own_settings(shop: Shop) -> None:
    client = marketing(shop)

    cart = client.get(page_of(own(shop, Aim.CART))).content.decode()
    lapsed = client.get(page_of(own(shop, Aim.LAPSED))).content.decode()

    assert ('name="window_days"' in cart, 'name="quiet_days"' in cart) == (True, False)
    assert ('name="window_days"' in lapsed, 'name="quiet_days"' in lapsed) == (False, True)
    assert "Add another Step" in cart or "steps-1-number" in cart
    assert "steps-1-number" not in lapsed


def test_a_campaign_shows_how_many_it_would_write_to_before_it_is_on(
    shop: Shop, client57: Customer
) -> None:
    fill(client57, on=1)
    row, client = own(shop, Aim.CART), marketing(shop)

    assert "it would write to 1 customer." in text(client.get(page_of(row)))
    asked = text(client.post(f"{LIST}{row.pk}/on/"))
    row.refresh_from_db()
    assert "It writes to 1 customer now." in asked
    assert row.activated_at is None
    client.post(f"{LIST}{row.pk}/on/", {"confirm": "1"})
    row.refresh_from_db()
    assert row.activated_at == day(2)

    client.post(f"{LIST}{row.pk}/off/")
    row.refresh_from_db()
    assert row.activated_at is None


def text(answer: Any) -> str:
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", bare)


def test_an_offer_without_dates_stays_off_and_says_why(shop: Shop) -> None:
    row = own(shop, Aim.EXCLUSIVE)

    page = marketing(shop).post(f"{LIST}{row.pk}/on/", {"confirm": "1"}, follow=True)

    assert "Say from when until when the offer lasts" in text(page)


def test_an_added_campaign_begins_as_the_preset(shop: Shop) -> None:
    marketing(shop).post(
        f"{LIST}add/", {"shop": shop.pk, "aim": "exclusive", "name": "Soldes"}
    )

    added = Campaign.objects.get(name="Soldes")
    assert (added.shop, added.activated_at) == (shop, None)
    assert CampaignStep.objects.get(campaign=added).percent == 5


def test_the_next_run_lists_who_is_written_to_and_who_is_not(
    shop: Shop, client57: Customer, bob: Customer
) -> None:
    campaign(shop, Aim.CART)
    for each, number in [(client57, "a"), (bob, "b")]:
        fill(each, number, on=1)
    client = marketing(shop)

    page = text(client.get(f"{LIST}next/{shop.pk}/"))
    assert "The next run will send 1 mail" in page
    assert client57.email in page
    assert bob.email not in page
    others = text(client.get(f"{LIST}next/{shop.pk}/?reason=no_consent"))
    assert bob.email in others
    assert client57.email not in others

    asked = text(client.post(f"{LIST}run/{shop.pk}/"))
    assert "It writes to 1 customer now." in asked
    assert not Mail.objects.exists()
    ran = client.post(f"{LIST}run/{shop.pk}/", {"confirm": "1"}, follow=True)
    assert "1 mail is on its way." in text(ran)
    assert Mail.objects.count() == 1
    assert Schedule.objects.get(shop=shop).ran_by.startswith("staff:")


def test_the_list_turns_its_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign(shop, Aim.CART)
    for number in range(120):
        customer = CustomerFactory.create(shop=shop)
        agree(customer)
        fill(customer, f"c{number}", on=1)
    client = marketing(shop)

    first = client.get(f"{LIST}next/{shop.pk}/")
    second = client.get(f"{LIST}next/{shop.pk}/?reason=written&page=2")
    assert len(first.context["announcement"].lines) == 100
    assert len(second.context["announcement"].lines) == 20
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_the_page_of_the_next_run_costs_the_same_for_one_and_for_three(
    shop: Shop,
) -> None:
    campaign(shop, Aim.CART)
    client = marketing(shop)
    costs = []
    for people in (1, 3):
        for number in range(people):
            customer = CustomerFactory.create(shop=shop)
            agree(customer)
            fill(customer, f"{people}{number}", on=1)
        costs.append(page_cost(client, f"{LIST}next/{shop.pk}/"))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("shelf", ["reminders/reminder", "reminders/schedule"])
def test_lists_cost_the_same_for_one_shop_and_for_three(shop: Shop, shelf: str) -> None:
    client = backoffice(make_boss())
    furnish(shop)
    list_cost(client, shelf)
    cost, rows = list_cost(client, shelf)
    for code in ("two", "three"):
        furnish(make_shop(code, name="Zoé"))

    assert rows == 1
    assert list_cost(client, shelf) == (cost, 1)


def test_a_shop_whose_campaigns_do_not_run_is_warned(shop: Shop) -> None:
    campaign(shop, Aim.CART, on=-1)
    client = marketing(shop)
    warning = "has run for more than a day"

    assert warning in text(client.get(LIST))
    run(shop, on=1.5)
    assert warning not in text(client.get(LIST))
    Schedule.objects.update(ran_at=day(1) - timedelta(seconds=1))
    assert warning in text(client.get(LIST))
    Campaign.objects.update(activated_at=None)
    assert warning not in text(client.get(LIST))


def test_the_address_is_shown_once(shop: Shop) -> None:
    schedule, client = Schedule.objects.get(shop=shop), marketing(shop)
    where = f"/admin/reminders/schedule/{schedule.pk}/"

    page = client.post(f"{where}key/").content.decode()

    found = re.search(r"/cron/boutique/([\w-]+)/", page)
    assert found
    assert check_key(shop="boutique", key=found[1]) == shop
    assert found[1] not in client.get(f"{where}change/").content.decode()


def test_staff_without_permission_only_look(shop: Shop) -> None:
    clerk = backoffice(make_staff("clerk@example.com", shop))
    row = own(shop, Aim.CART)
    schedule = Schedule.objects.get(shop=shop)

    assert "Turn on" not in text(clerk.get(page_of(row)))
    for address in [
        f"{LIST}{row.pk}/on/",
        f"{LIST}{row.pk}/off/",
        f"{LIST}run/{shop.pk}/",
        f"/admin/reminders/schedule/{schedule.pk}/key/",
    ]:
        assert clerk.post(address).status_code == 403
    assert clerk.get(f"{LIST}results/{shop.pk}/").status_code == 403
    assert clerk.get(f"{LIST}next/{shop.pk}/").status_code == 200


def test_staff_see_nothing_of_another_shop(shop: Shop) -> None:
    sam = marketing(make_shop("other"))
    row, schedule = own(shop, Aim.CART), Schedule.objects.get(shop=shop)

    for address in [
        f"{LIST}{row.pk}/on/",
        f"{LIST}run/{shop.pk}/",
        f"/admin/reminders/schedule/{schedule.pk}/key/",
    ]:
        assert sam.post(address).status_code == 404
    for address in [f"{LIST}next/{shop.pk}/", f"{LIST}results/{shop.pk}/"]:
        assert sam.get(address).status_code == 404
