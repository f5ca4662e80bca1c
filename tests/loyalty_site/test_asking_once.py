"""What moves many customers shows whom and what it costs, and asks before it does it."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib import admin
from django.test import Client

from core.confirming import SHOWN
from programme import actions as programme
from reminders.models import Campaign
from reminders.rules.presets import Aim
from shop.models import Customer, Shop
from tests.digests import changed, digest
from tests.factories import CustomerFactory, day
from tests.reminders.conftest import agree
from tests.staff import backoffice, make_boss
from tests.statements import put_order
from tests.tiers.ladder import set_tiers
from tests.tiers.test_admin import _form
from tiers.queries.plans import plan_of
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db

# Each asks, with everybody it concerns or everything it makes on its page.
ASKS = {
    *("reminders_campaign_on", "reminders_campaign_run"),
    *("tiers_tier_edit", "tiers_tier_undo"),
    *("vouchers_voucherbatch_anybody", "vouchers_voucherbatch_file"),
    *("vouchers_voucher_cancel", "giftcards_giftcard_file", "giftcards_giftcard_batch"),
    *("shop_customer_merge", "shop_customer_unmerge", "shop_customer_erase"),
    *("connectors_connection_leave", "connectors_connection_connect", "team"),
    *("imports_fileimport_new", "imports_fileimport_undo"),
}
# The button of a page above: it makes, or forgets, what that page has shown.
ANSWERS = {
    *("vouchers_voucherbatch_make", "vouchers_voucherbatch_drop"),
    "imports_fileimport_drop",
}
# One customer, one card, one key, and a form that somebody has filled in for it.
FOR_ONE = {
    *("shop_customer_adjust", "shop_customer_tier", "vouchers_voucherbatch_customer"),
    *("giftcards_giftcard_one", "giftcards_giftcard_cancel", "referrals_referral_decide"),
    *("api_apikey_revoke", "reminders_schedule_key", "demo_shop_demoorder_modify"),
    "outbox_webhook_replay",
}
# What holds from now on: each shows in sentences what will change while it is filled in, or
# ends what was going on.
RULES = {
    *("earning_ruleversion_edit", "referrals_referralterms_edit"),
    *("vouchers_cartoffer_open", "vouchers_cartoffer_edit", "vouchers_cartoffer_close"),
    *("vouchers_marginguard_set", "mailing_branding_edit", "mailing_mailtext_edit"),
    "reminders_campaign_off",
}
# Only looked at.
LOOKED_AT = {
    *("earning_ruleversion_compare", "tiers_figures", "shop_shop_register"),
    *("reminders_campaign_next", "reminders_campaign_results"),
    *("vouchers_voucher_statistics", "vouchers_voucherbatch_result"),
    *("giftcards_giftcard_report", "referrals_referral_tree"),
    *("referrals_referral_statistics", "wishlist_wishlist_statistics"),
    *("mailing_branding_preview", "mailing_mailtext_preview", "shop_customer_statement"),
    *("analytics_accountingterms_owed", "analytics_accountingterms_returns"),
    *("api_apikey_connection", "imports_fileimport_refusals"),
    # A reckoning of its own, which moves nobody.
    *("analytics_simulationrun_begin", "analytics_simulationrun_cancel"),
}
KINDS = [ASKS, ANSWERS, FOR_ONE, RULES, LOOKED_AT]


def hand_made() -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in admin.site.urls[0]:
        for each in getattr(pattern, "url_patterns", [pattern]):
            if hasattr(each.callback, "needs"):
                yield each.name, each.callback


def test_of_each_hand_made_page_it_is_known_whether_it_has_to_ask() -> None:
    names = {name for name, _view in hand_made()}

    assert names - set().union(*KINDS) == set(), "say here what kind it is of"
    assert sum(map(len, KINDS)) == len(set().union(*KINDS))


def test_no_list_does_anything_to_many_rows_without_a_page_that_asks() -> None:
    found = {
        str(action if isinstance(action, str) else action.__name__)
        for page in admin.site._registry.values()
        for action in page.actions or []
    }

    # It leads to a page with each of them and a reason to fill in.
    assert found == {"cancel_selected"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(40), tick=False):
        yield


@pytest.fixture
def boss(shop: Shop) -> Client:
    return backoffice(make_boss())


@pytest.fixture
def crowd(shop: Shop) -> list[Customer]:
    """More than a page of them, each with an order of 400 € forty days ago."""
    people = [
        CustomerFactory.create(
            shop=shop,
            external_id=f"{number}",
            email=f"c{number}@example.com",
            first_name=f"N{number:03}",
        )
        for number in range(100, 100 + SHOWN + 3)
    ]
    for customer in people:
        agree(customer)
        put_order(shop, f"o{customer.external_id}", customer=customer, on=0)
    return people


def text(answer: Any) -> str:
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", bare)


def names_on(*answers: Any) -> set[str]:
    return {name for each in answers for name in re.findall(r"N\d{3}", text(each))}


def state() -> Any:
    return digest(of=lambda table: table.startswith(("tiers_", "reminders_", "vouchers_")))


def lapsed(shop: Shop) -> Campaign:
    row = Campaign.objects.get(shop=shop, aim=Aim.LAPSED)
    row.quiet_days, row.holdout_percent = 20, 0
    row.save()
    return row


def test_turning_a_campaign_on_names_everybody_it_writes_to(
    shop: Shop, crowd: list[Customer], boss: Client
) -> None:
    row = lapsed(shop)
    before, page = state(), f"/admin/reminders/campaign/{row.pk}/on/"

    asked, second = boss.post(page), boss.get(f"{page}?page=2")

    assert f"It writes to {len(crowd)} customers now." in text(asked)
    assert f"1 to {SHOWN} of {len(crowd)} customers" in text(asked)
    assert names_on(asked, second) == {each.first_name for each in crowd}
    assert changed(before, state()) == []


def test_running_now_names_everybody_it_writes_to(
    shop: Shop, crowd: list[Customer], boss: Client
) -> None:
    row = lapsed(shop)
    boss.post(f"/admin/reminders/campaign/{row.pk}/on/", {"confirm": "1"})
    before, page = state(), f"/admin/reminders/campaign/run/{shop.pk}/"

    asked, second = boss.post(page), boss.get(f"{page}?page=2")

    assert names_on(asked, second) == {each.first_name for each in crowd}
    assert "vouchers of" in text(asked)
    assert changed(before, state()) == []


def test_undoing_tiers_names_everybody_who_moves_and_where_to(
    shop: Shop, crowd: list[Customer], boss: Client
) -> None:
    set_tiers(shop, on=1)
    before, page = state(), f"/admin/tiers/tier/undo/{shop.pk}/"

    asked, second = boss.post(page), boss.get(f"{page}?page=2")

    assert names_on(asked, second) == {each.first_name for each in crowd}
    assert "→ No tier" in text(asked)
    assert "the tiers cost" in text(asked)
    assert changed(before, state()) == []


def test_a_draft_of_tiers_names_everybody_who_would_move(
    shop: Shop, crowd: list[Customer], boss: Client
) -> None:
    page = f"/admin/tiers/tier/edit/{shop.pk}/"
    boss.post(page, _form(preview="1"))

    names = names_on(boss.get(page), boss.get(f"{page}?page=2"))

    assert names == {each.first_name for each in crowd}


def test_tiers_that_were_changed_since_they_were_looked_at_are_only_drafted(
    shop: Shop, boss: Client
) -> None:
    page = f"/admin/tiers/tier/edit/{shop.pk}/"
    boss.post(page, _form(preview="1"))

    later = {"tiers-INITIAL_FORMS": "2", "tiers-1-minimum": "1"}
    boss.post(page, _form(apply="1", **later))

    assert not plan_of(shop).tiers
    boss.post(page, _form(apply="1", **later))
    assert [tier.name for tier in plan_of(shop).tiers] == ["Bronze", "Argent"]


def test_vouchers_for_anybody_say_what_they_could_cost_before_they_are_made(
    shop: Shop, boss: Client
) -> None:
    page = f"/admin/vouchers/voucherbatch/anybody/{shop.pk}/"
    said = {
        "token": uuid4(),
        "label": "Salon",
        "kind": "amount",
        "amount": "10",
        "count": "50",
        "use_limit": "2",
        "minimum": "0",
        "starts": "2026-04-01",
        "ends": "2027-01-31",
    }

    asked = boss.post(page, said)

    assert "50 vouchers for whoever has their codes: €10.00 each, “Salon”." in text(asked)
    assert "If all were used, they would take off €1,000.00." in text(asked)
    assert not Voucher.objects.exists()
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', _body(asked)))
    boss.post(page, sent)
    assert Voucher.objects.count() == 50
    boss.post(page, sent)
    assert Voucher.objects.count() == 50, "sent twice"


def _body(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_merge_is_confirmed_with_the_account_that_was_looked_at(
    shop: Shop, crowd: list[Customer], boss: Client
) -> None:
    kept, seen, other = crowd[:3]
    page = f"/admin/shop/customer/{kept.pk}/merge/"
    boss.post(page, {"other": seen.external_id})

    boss.post(page, {"other": other.external_id, "confirm": seen.pk})

    assert not Customer.objects.filter(merged_into__isnull=False).exists()
    boss.post(page, {"other": other.external_id, "confirm": other.pk})
    assert Customer.objects.get(merged_into=kept) == other
    programme.unmerge_customer(
        customer=Customer.objects.get(pk=other.pk), author="system", now=day(40)
    )
