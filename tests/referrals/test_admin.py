"""Referrals in the back-office: settings, queue, tree and figures."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from referrals.models import Referral, ReferralTerms, Sponsor
from shop.models import Shop
from tests.factories import day, make_shop
from tests.referrals.friends import (
    accept,
    become,
    bring,
    buy,
    night,
    open_referrals,
    referral_of,
    sign_up,
    vouchers,
)
from tests.staff import backoffice, list_cost, make_staff
from tests.world import furnish

REFERRALS = "/admin/referrals/referral"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(day(30), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


def form(shop: Shop, client: Client) -> dict[str, object]:
    page = client.get(f"/admin/referrals/referralterms/edit/{shop.pk}/")
    said = page.context["form"]
    values = {name: said[name].value() for name in said.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def test_the_programme_is_opened_with_a_form(shop: Shop, clerk: Client) -> None:
    said = form(shop, clerk) | {"friend_gives": "percent", "friend_percent": "7.5"}

    page = clerk.post(f"/admin/referrals/referralterms/edit/{shop.pk}/", said, follow=True)

    terms = ReferralTerms.objects.get()
    assert (terms.number, terms.author.partition(":")[0]) == (1, "staff")
    assert (terms.friend_percent, terms.friend_amount) == (Decimal("7.5"), None)
    told = page.content.decode()
    assert "The friend is given 7.5% off when the account is opened." in told
    assert "The sponsor is given €10.00 for the friend’s first order" in told


def test_a_change_is_previewed_and_saved_as_a_version(
    shop: Shop, clerk: Client, terms: ReferralTerms
) -> None:
    said = form(shop, clerk) | {"minimum": "50"}
    address = f"/admin/referrals/referralterms/edit/{shop.pk}/"

    page = clerk.post(address, said | {"preview": "1"}).content.decode()
    assert "An order counts from €50.00 of goods on" in page
    assert ReferralTerms.objects.count() == 1

    clerk.post(address, said)
    assert ReferralTerms.objects.latest("number").minimum == 50
    again = clerk.post(address, said).content.decode()
    assert "Somebody has changed these settings meanwhile" in again


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"sponsor_gives": "points"}, "Say how much."),
        (
            {"sponsor_gives": "percent", "sponsor_percent": "101"},
            "At most 100.",
        ),
        ({"hold_at": "95"}, "Look before you refuse"),
        ({"friend_orders": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_makes_no_sense_is_not_saved(
    shop: Shop, clerk: Client, wrong: dict[str, str], why: str
) -> None:
    said = form(shop, clerk) | wrong

    page = clerk.post(f"/admin/referrals/referralterms/edit/{shop.pk}/", said)

    assert why in page.content.decode()
    assert not ReferralTerms.objects.exists()


def test_the_queue_is_decided_with_a_reason(julie: Sponsor, clerk: Client) -> None:
    bob = bring(julie, last_name="Martin")
    Referral.objects.update(status="held", reasons=["same_home", "same_name"])
    held = referral_of(bob)
    assert "1 to look at" in clerk.get(f"{REFERRALS}/").content.decode()
    address = f"{REFERRALS}/{held.pk}/decide/"
    assert "same postal address" in clerk.get(address).content.decode()

    clerk.post(address, {"decision": "pay", "reason": ""})
    assert referral_of(bob).decision == ""
    page = clerk.post(address, {"decision": "pay", "reason": "Siblings"}, follow=True)

    assert "The referral now stands at: Registered." in page.content.decode()
    row = referral_of(bob)
    assert (row.decision, row.decision_reason, row.status) == (
        "pay",
        "Siblings",
        "registered",
    )
    assert vouchers(bob) == [Decimal(5)]


def test_somebody_elses_referral_is_not_there(julie: Sponsor) -> None:
    bob = bring(julie)
    other = make_shop("other")
    sam = backoffice(make_staff("sam@example.com", other))

    assert sam.get(f"{REFERRALS}/{referral_of(bob).pk}/decide/").status_code == 404
    for view in (f"{REFERRALS}/tree", f"{REFERRALS}/statistics"):
        assert sam.get(f"{view}/{julie.shop.pk}/").status_code == 404
    assert (
        sam.get(f"/admin/referrals/referralterms/edit/{julie.shop.pk}/").status_code == 404
    )


def test_the_tree_shows_friends_of_friends(julie: Sponsor, clerk: Client) -> None:
    bob = bring(julie)
    accept(become(bob, on=3), "carol@example.com", on=3)
    carol = sign_up(julie.shop, "2002", "carol@example.com", on=4)

    page = clerk.get(f"{REFERRALS}/tree/{julie.shop.pk}/")

    assert [
        (each.customer, each.depth, each.brought) for each in page.context["branches"]
    ] == [(julie.customer, 0, 2), (bob, 1, 1), (carol, 2, 0)]


def test_figures_by_channel(julie: Sponsor, clerk: Client) -> None:
    bob = bring(julie)
    buy(bob, on=3)
    accept(julie, "carol@example.com", channel="qr")
    night(on=20)

    page = clerk.get(
        f"{REFERRALS}/statistics/{julie.shop.pk}/?first=2026-05-01&last=2026-05-31"
    )

    rows = dict(page.context["rows"])
    link = rows["Link"]
    assert (link.invited, link.registered, link.ordered, link.rewarded) == (1, 1, 1, 1)
    assert (link.discount, link.turnover, link.conversion) == (0, 40, 100)
    assert (rows["QR code"].invited, rows["QR code"].registered) == (1, 0)
    assert page.context["total"].invited == 2
    file = clerk.get(
        f"{REFERRALS}/statistics/{julie.shop.pk}/?first=2026-05-01&last=2026-05-31&csv=1"
    )
    assert file.content.decode("utf-8-sig").splitlines()[1].startswith("Link;1;1;1;1;0;")


@pytest.mark.parametrize("shelf", ["referrals/referral", "referrals/referralterms"])
def test_a_list_costs_the_same_with_one_row_and_with_three(shop: Shop, shelf: str) -> None:
    other = make_shop("other")
    furnish(shop)
    furnish(other, 3)
    costs = {
        rows: list_cost(backoffice(make_staff(f"{place.code}@example.com", place)), shelf)
        for rows, place in [(1, shop), (3, other)]
    }

    assert costs[1] == (costs[3][0], 1)
    assert costs[3][1] == 3


def test_conditions_of_before_are_read_and_never_changed(
    shop: Shop, clerk: Client, terms: ReferralTerms
) -> None:
    open_referrals(shop, on=1, minimum=50)

    page = clerk.get(f"/admin/referrals/referralterms/{terms.pk}/change/").content.decode()

    assert "An order counts from €30.00 of goods on" in page
    assert 'name="_save"' not in page
