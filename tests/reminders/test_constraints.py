from datetime import date
from typing import Any

import pytest

from mailing.models import Mail
from reminders.models import Campaign, CampaignStep, Reminder, Schedule
from shop.models import Customer, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, VoucherFactory, day


def campaign(shop: Shop, **fields: Any) -> Campaign:
    usual = {"aim": "order", "name": "Mine", "label": "For you"}
    return Campaign.objects.create(shop=shop, **usual | fields)


def step(shop: Shop, **fields: Any) -> CampaignStep:
    row = Campaign.objects.filter(shop=shop, name="Mine").first() or campaign(shop)
    return CampaignStep.objects.create(campaign=row, **{"number": 9} | fields)


def twice(make: Any, shop: Shop, **fields: Any) -> None:
    make(shop, **fields)
    make(shop, **fields)


def mail(shop: Shop, customer: Customer) -> Mail:
    return Mail.objects.create(
        shop=shop,
        mail_type="reminder_order",
        advertising=True,
        source="reminder:1",
        customer=customer,
        queued_at=START,
        due_at=START,
        not_after=day(1),
    )


def reminder(shop: Shop, times: int = 1, **fields: Any) -> None:
    customer = CustomerFactory.create(shop=shop)
    said = step(shop)
    made: dict[str, Any] = {
        "mail": lambda: mail(shop, customer),
        "voucher": lambda: VoucherFactory.create(shop=shop),
    }
    given = {
        name: made[name]() if value == "one" else value for name, value in fields.items()
    }
    for number in range(times):
        trigger_key = given.get("trigger_key") or f"order:{number}"
        Reminder.objects.create(
            shop=shop,
            campaign=said.campaign,
            step=said,
            customer=customer,
            created_at=START,
            **given | {"trigger_key": trigger_key},
        )


def _two_with_one_voucher(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop)
    said = step(shop)
    for number in (1, 2):
        customer = CustomerFactory.create(shop=shop)
        letter = mail(shop, customer)
        Mail.objects.filter(pk=letter.pk).update(source=f"reminder:{number}x")
        Reminder.objects.create(
            shop=shop,
            campaign=said.campaign,
            step=said,
            customer=customer,
            created_at=START,
            trigger_key="order:1",
            mail=letter,
            voucher=voucher,
        )


WRONGS: Wrongs = {
    "campaign_name_once": lambda shop: twice(campaign, shop),
    "campaign_hours_are_a_day_s": lambda shop: campaign(shop, hour_from=9, hour_until=9),
    "campaign_has_days": lambda shop: campaign(shop, weekdays=[]),
    "campaign_holdout_is_a_share": lambda shop: campaign(shop, holdout_percent=51),
    "campaign_of_carts_ends": lambda shop: campaign(shop, aim="cart"),
    "campaign_of_lapsed_says_when": lambda shop: campaign(shop, aim="lapsed"),
    "campaign_of_amounts_says_how_much": lambda shop: campaign(shop, aim="best"),
    "campaign_of_orders_says_how_many": lambda shop: campaign(shop, aim="orders"),
    "campaign_ends_after_it_starts": lambda shop: campaign(
        shop, starts_on=date(2026, 5, 2), ends_on=date(2026, 5, 1)
    ),
    "campaign_of_an_offer_is_dated": lambda shop: campaign(
        shop, aim="exclusive", activated_at=START
    ),
    "step_number_once": lambda shop: twice(step, shop),
    "step_numbered_from_one": lambda shop: step(shop, number=0),
    "step_gives_what_it_says": lambda shop: step(shop, gives="percent"),
    "step_voucher_can_be_used": lambda shop: step(shop, valid_days=0),
    "reminder_once_per_trigger": lambda shop: reminder(shop, 2, trigger_key="order:1"),
    "reminder_of_its_own_voucher": _two_with_one_voucher,
    "reminder_of_its_own_mail": lambda shop: reminder(shop, 2, mail="one"),
    "reminder_held_out_gets_nothing": lambda shop: reminder(
        shop, held_out=True, mail="one"
    ),
    "reminder_voucher_is_sent": lambda shop: reminder(shop, voucher="one"),
    "schedule_key_is_whole": lambda shop: Schedule.objects.filter(shop=shop).update(
        key_digest=b"digest"
    ),
    "schedule_margin_is_a_share": lambda shop: Schedule.objects.filter(shop=shop).update(
        margin_percent=101
    ),
}


def test_each_constraint_has_something_it_refuses() -> None:
    assert names("reminders") == set(WRONGS)


@pytest.mark.parametrize("name", WRONGS)
def test_the_tables_refuse_impossible_rows(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)
