"""Rules that take something away hold once customers have had their days of notice."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from email.utils import parseaddr
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from earning import actions as earning
from earning.models import RuleVersion
from earning.queries.versions import rules_at
from mailing import actions as mailing
from mailing.models import Mail
from shop.models import Customer, Shop
from tests.earning.test_admin import shown, text
from tests.factories import CustomerFactory, day
from tests.staff import backoffice, make_staff

pytestmark = pytest.mark.django_db

DAYS = 30


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def shop(shop: Shop) -> Shop:
    shop.change_notice_days = DAYS
    shop.save()
    return shop


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


def save(clerk: Client, shop: Shop, **fields: Any) -> Any:
    page = f"/admin/earning/ruleversion/edit/{shop.pk}/"
    return clerk.post(page, shown(clerk, page) | fields, follow=True)


def last(shop: Shop) -> RuleVersion:
    return RuleVersion.objects.filter(shop=shop).latest("number")


def deliver(at: float) -> None:
    for _batch in mailing.send_due(clock=lambda: day(at)):
        pass


def test_what_takes_away_waits_and_what_gives_more_does_not(
    shop: Shop, clerk: Client
) -> None:
    better = save(clerk, shop, ratio="5.00")
    assert "The programme now says this:" in text(better)
    assert last(shop).effective_from == day(5)

    worse = save(clerk, shop, ratio="20.00")

    coming = last(shop)
    assert "The programme will say this from 6 June 2026." in text(worse)
    assert coming.effective_from - day(5) >= timedelta(days=DAYS)
    assert coming.effective_from - day(5) <= timedelta(days=DAYS + 1)
    assert rules_at(shop, coming.effective_from - timedelta(seconds=1)).ratio == 5
    assert rules_at(shop, coming.effective_from).ratio == 20


def test_every_member_is_told_once_in_their_language_what_changes_and_when(
    shop: Shop, clerk: Client, alice: Customer, mailoutbox: list[Any]
) -> None:
    bob = CustomerFactory.create(shop=shop, email="bob@example.com", language="en")
    CustomerFactory.create(shop=shop, email="guest@example.com", guest=True)
    CustomerFactory.create(shop=shop, email="")
    Customer.objects.filter(pk=alice.pk).update(language="fr")

    save(clerk, shop, ratio="20.00", validity="30")
    assert sum(earning.announce_changes(now=day(5))) == 0, "told already"
    deliver(6)

    told = Mail.objects.filter(mail_type="conditions_changed")
    assert {mail.customer for mail in told} == {alice, bob}
    texts = {
        parseaddr(mail.to[0])[1]: " ".join(str(mail.body).split()) for mail in mailoutbox
    }
    assert "6 juin 2026" in texts["alice@example.com"]
    assert "20,00" in texts["alice@example.com"]
    assert "€20.00 spent give 1 point worth €0.50." in texts["bob@example.com"]
    assert "30 days" in texts["bob@example.com"]


def test_the_account_and_the_conditions_say_what_will_change(
    shop: Shop, clerk: Client, alice: Customer
) -> None:
    save(clerk, shop, ratio="20.00")
    client = Client(headers={"accept-language": "en"})
    user = User.objects.create_user(alice.email.lower())
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    account = client.get(f"/{shop.code}/compte/")
    assert "From 6 June 2026 the conditions of the programme change." in text(account)
    page = text(client.get(f"/{shop.code}/conditions/"))
    assert "What changes from 6 June 2026" in page
    assert "€20.00 spent give 1 point" in page
    assert "€10.00 spent give 1 point" in page

    with time_machine.travel(day(40), tick=False):
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        assert "conditions of the programme change" not in text(
            client.get(f"/{shop.code}/compte/")
        )
        assert "What changes" not in text(client.get(f"/{shop.code}/conditions/"))


def test_a_change_that_is_given_up_never_holds_and_is_not_told_any_more(
    shop: Shop, clerk: Client, alice: Customer, mailoutbox: list[Any]
) -> None:
    save(clerk, shop, ratio="20.00")
    save(clerk, shop, ratio="10.00")
    deliver(6)

    assert rules_at(shop, day(400)).ratio == 10
    assert mailoutbox == []
    mail = Mail.objects.get(mail_type="conditions_changed")
    assert mail.reason == "overtaken"
    client = Client(headers={"accept-language": "en"})
    assert "What changes" not in text(client.get(f"/{shop.code}/conditions/"))


def test_a_smaller_loss_than_the_announced_one_is_a_loss_of_today_all_the_same(
    shop: Shop, clerk: Client
) -> None:
    save(clerk, shop, ratio="20.00")

    save(clerk, shop, ratio="15.00")

    assert rules_at(shop, day(34)).ratio == 10
    assert rules_at(shop, day(400)).ratio == 15


def test_the_merchant_sees_what_is_announced_before_they_change_more(
    shop: Shop, clerk: Client
) -> None:
    save(clerk, shop, ratio="20.00")

    page = text(clerk.get(f"/admin/earning/ruleversion/edit/{shop.pk}/"))

    assert "Version 2 is announced to your customers" in page
    assert "In force since 1 May 2026 (version 1)" in page


def test_without_days_of_notice_every_change_holds_at_once(
    shop: Shop, clerk: Client, alice: Customer
) -> None:
    Shop.objects.update(change_notice_days=0)

    save(clerk, shop, ratio="20.00")

    assert rules_at(shop, day(5)).ratio == 20
    assert sum(earning.announce_changes(now=day(5))) == 0
    assert not Mail.objects.filter(mail_type="conditions_changed").exists()


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({"points_per_block": 2}, False),
        ({"ratio": Decimal(9), "value": Decimal("0.40")}, True),
        ({"value": Decimal("0.60")}, False),
        ({"counting_states": ["paid"]}, True),
        ({"earn_on_sale": False}, True),
        ({"include_shipping": True}, False),
        ({"rounding": "ceiling"}, False),
        ({"order_ceiling": 100}, True),
        ({"pending_days": 14}, True),
        ({"validity": None}, False),
        ({"validity": 3, "validity_unit": "months"}, True),
        ({"validity": 4, "validity_unit": "months"}, False),
        ({"convert_minimum": 10}, True),
        ({"debt_limit": 5}, False),
        ({"notice_days": None}, True),
        ({"return_days": 10}, False),
        ({"voucher_minimum": Decimal(6)}, True),
        ({"voucher_days": 400}, False),
        ({"voucher_label_fr": "Merci"}, False),
        ({"tax_included": False}, True),
        ({"tax_zones": ["FR"]}, True),
    ],
)
def test_each_setting_knows_which_way_takes_away(
    shop: Shop, fields: dict[str, Any], waits: bool
) -> None:
    version = earning.save_rules(
        shop=shop, base=last(shop), values=fields, author="system", now=day(5)
    )

    assert (version.effective_from > day(5)) is waits
