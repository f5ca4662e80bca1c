"""Referrals in the portal: the sponsor's page, invitations, and the page behind a link."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from mailing.models import Mail
from referrals.models import Referral, Sponsor
from shop.models import Customer, Shop
from tests.factories import day, make_shop
from tests.portal.conftest import MODEL_BACKEND
from tests.referrals.friends import accept, become, bring, buy, open_referrals
from tests.staff import page_cost

HOME = "/boutique/compte/parrainage/"
FRIEND = {"first_name": "Thomas", "email": "thomas@example.com", "agreed": "on"}


@pytest.fixture(autouse=True)
def _noon(shop: Shop) -> Any:
    open_referrals(shop)
    with time_machine.travel(day(1), tick=False):
        yield


def english() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_in(address: str) -> Client:
    client = english()
    user, _ = User.objects.get_or_create(email=address)
    client.force_login(user, backend=MODEL_BACKEND)
    return client


@pytest.fixture
def her(alice: Customer) -> Client:
    return sign_in(alice.email)


@pytest.fixture
def julie(alice: Customer) -> Sponsor:
    return become(alice)


def offer(
    sponsor: Sponsor, client: Client | None = None, way: str = "", **said: Any
) -> Any:
    usual = {
        "first_name": "Bob",
        "email": "bob@example.com",
        "accepted": "on",
        "version": 1,
    }
    page = f"/boutique/parrainage/{sponsor.code}/{way}"
    return (client or english()).post(page, usual | said)


def test_the_link_comes_with_the_conditions(her: Client, alice: Customer) -> None:
    page = her.get(HOME).content.decode()
    assert "An order counts from €30.00 of goods on" in page
    assert "/parrainage/" not in page.replace("conditions/parrainage/", "").replace(
        HOME, ""
    )

    refused = her.post(f"{HOME}code/", {"version": 1}, follow=True)
    assert "Please accept the referral conditions first." in refused.content.decode()
    her.post(f"{HOME}code/", {"version": 1, "accepted": "on"})

    code = Sponsor.objects.get(customer=alice).code
    page = her.get(HOME).content.decode()
    assert f"http://localhost:8000/boutique/parrainage/{code}/</code>" in page.replace(
        "<wbr>", ""
    )
    assert "https://wa.me/?text=" in page
    assert "mailto:?subject=" in page


def test_an_older_version_of_the_conditions_is_not_accepted(
    her: Client, shop: Shop
) -> None:
    open_referrals(shop, on=0.5, minimum=50)

    her.post(f"{HOME}code/", {"version": 1, "accepted": "on"})

    assert not Sponsor.objects.exists()


def test_a_customer_without_orders_reads_what_is_missing(her: Client, shop: Shop) -> None:
    open_referrals(shop, on=0.5, sponsor_orders=1)

    page = her.get(HOME).content.decode()

    assert "Place 1 more order" in page
    assert "Get my link" not in page


def test_without_a_referral_programme_there_is_neither_page_nor_link(
    her: Client, julie: Sponsor, shop: Shop
) -> None:
    assert HOME in her.get("/boutique/compte/").content.decode()
    open_referrals(shop, on=0.5, active=False)

    assert HOME not in her.get("/boutique/compte/").content.decode()
    assert her.get(HOME).status_code == 404
    assert english().get(f"/boutique/parrainage/{julie.code}/").status_code == 404


def test_the_link_of_the_qr_code_names_its_channel(her: Client, julie: Sponsor) -> None:
    drawn = her.get(f"{HOME}qr.svg")

    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<?xml")


def test_the_invitation_is_previewed_before_it_is_sent(her: Client, julie: Sponsor) -> None:
    page = her.post(f"{HOME}invitation/", FRIEND).content.decode()

    assert "Alice vous offre 5,00\xa0€ chez La\xa0Boutique" in page.replace(
        "La B", "La\xa0B"
    )
    assert "Thomas" in page
    assert not Mail.objects.exists()


def test_an_invitation_leaves_once(her: Client, julie: Sponsor) -> None:
    for _ in range(2):
        her.post(f"{HOME}invitation/", FRIEND | {"send": "1"})

    [mail] = Mail.objects.all()
    assert (mail.mail_type, mail.email, mail.keep_address) == (
        "referral_invitation",
        "thomas@example.com",
        False,
    )
    assert mail.values["landing_url"] == (
        f"http://localhost:8000/boutique/parrainage/{julie.code}/?par=mail"
    )
    row = Referral.objects.get()
    assert (row.channel, row.initials, row.mailed_at) == ("mail", "T.", day(1))


def test_a_customer_gets_no_invitation_and_the_page_does_not_tell(
    her: Client, julie: Sponsor, bob: Customer
) -> None:
    told = {}
    for email in ("b.ob+x@example.com", "thomas@example.com"):
        asked = FRIEND | {"email": email, "send": "1"}
        told[email] = her.post(f"{HOME}invitation/", asked, follow=True).content.decode()

    assert [mail.email for mail in Mail.objects.all()] == ["thomas@example.com"]
    first, second = (page.split('id="content"')[1] for page in told.values())
    assert first.count("T.") == 1
    assert second.count("T.") == 2
    assert first.split("</p>")[0] == second.split("</p>")[0]


def test_somebody_invited_by_another_is_not_written_to_again(
    her: Client, julie: Sponsor, bob: Customer
) -> None:
    bobs = sign_in(bob.email)
    become(bob)
    for client in (her, bobs):
        client.post(f"{HOME}invitation/", FRIEND | {"send": "1"})

    assert Mail.objects.count() == 1
    assert Referral.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreed": ""},
        {"first_name": "www.evil.com"},
        {"first_name": "Win\r\nBcc: all@example.com"},
        {"email": "a@example.com, b@example.com"},
        {"email": "a@example.com\nBcc: b@example.com"},
        {"first_name": "x" * 41},
    ],
)
def test_nothing_else_gets_into_the_mail(
    her: Client, julie: Sponsor, wrong: dict[str, str]
) -> None:
    her.post(f"{HOME}invitation/", FRIEND | {"send": "1"} | wrong)

    assert not Mail.objects.exists()
    assert not Referral.objects.exists()


def test_invitations_are_limited_per_day(her: Client, julie: Sponsor) -> None:
    for number in range(6):
        asked = FRIEND | {"email": f"t{number}@example.com", "send": "1"}
        page = her.post(f"{HOME}invitation/", asked, follow=True)

    assert "5 invitations a day" in page.content.decode()
    assert Mail.objects.count() == 5


def test_a_friend_accepts_and_reads_the_same_as_everybody(
    julie: Sponsor, bob: Customer
) -> None:
    known = offer(julie, email=bob.email)
    unknown = offer(julie, email="thomas@example.com", way="?par=qr")

    assert known.url == unknown.url == f"/boutique/parrainage/{julie.code}/merci/"
    assert "The offer waits for you" in english().get(known.url).content.decode()
    assert set(Referral.objects.values_list("channel", "status")) == {
        ("link", "invited"),
        ("qr", "invited"),
    }


def test_the_page_names_the_sponsor_and_no_more(julie: Sponsor) -> None:
    page = Client(headers={"accept-language": "fr"}).get(
        f"/boutique/parrainage/{julie.code.lower()}/"
    )

    assert "Alice" in page.content.decode()
    assert "Martin" not in page.content.decode()
    assert "alice@" not in page.content.decode()


def test_robots_and_unticked_boxes_claim_nothing(julie: Sponsor) -> None:
    assert offer(julie, website="https://evil.example").status_code == 302
    assert offer(julie, accepted="").status_code == 200
    assert offer(julie, version=2).status_code == 200
    assert offer(julie, first_name="evil.com").status_code == 200

    assert not Referral.objects.exists()


def test_claims_are_limited_per_ip_address(julie: Sponsor) -> None:
    for number in range(11):
        page = offer(julie, email=f"t{number}@example.com")

    assert "Please try again later" in page.content.decode()
    assert Referral.objects.count() == 10


def test_the_account_is_opened_with_the_sponsors_code(julie: Sponsor, shop: Shop) -> None:
    open_referrals(shop, on=0.5, sign_up_url="https://shop.example/new?lang=fr")

    page = english().get(f"/boutique/parrainage/{julie.code}/merci/").content.decode()

    assert f"https://shop.example/new?lang=fr&amp;parrain={julie.code}" in page


def test_a_code_of_another_shop_is_none(julie: Sponsor) -> None:
    open_referrals(make_shop("other"))

    assert english().get(f"/other/parrainage/{julie.code}/").status_code == 404


def test_the_sponsor_sees_initials_and_how_far_each_friend_has_come(
    her: Client, julie: Sponsor
) -> None:
    bob = bring(julie, first_name="Robert")
    buy(bob, on=3)

    page = her.get(HOME).content.decode()

    assert "R. D." in page
    assert "Durand" not in page
    assert "bob@example.com" not in page
    assert "Order confirmed" in page
    assert "reward from 18 May 2026 on" in page


def test_a_referral_held_or_refused_is_not_told_apart(her: Client, julie: Sponsor) -> None:
    bring(julie, last_name="Martin", first_name="Zoé")
    Referral.objects.update(status="held")
    assert "Being checked" not in her.get(HOME).content.decode()
    Referral.objects.update(status="refused", reasons=["known"])
    assert "Refused" not in her.get(HOME).content.decode()


def test_other_customers_see_nothing_of_a_referral(
    her: Client, julie: Sponsor, bob: Customer
) -> None:
    bring(julie, first_name="Robert")
    bobs = sign_in(bob.email)

    assert "R. D." not in bobs.get(HOME).content.decode()
    assert bobs.get(f"{HOME}qr.svg").status_code == 404
    assert english().get(HOME).status_code == 302


def test_the_page_costs_the_same_with_one_friend_and_with_three(
    her: Client, julie: Sponsor
) -> None:
    accept(julie, "t1@example.com")
    once = page_cost(her, HOME)
    accept(julie, "t2@example.com")
    accept(julie, "t3@example.com")

    assert page_cost(her, HOME) == once <= 10


def test_the_conditions_are_public_and_versioned(shop: Shop) -> None:
    open_referrals(shop, on=0.5, minimum=50)

    newer = english().get("/boutique/conditions/parrainage/").content.decode()
    older = english().get("/boutique/conditions/parrainage/1/").content.decode()

    assert "€50.00" in newer
    assert "€30.00" in older
    assert english().get("/boutique/conditions/parrainage/3/").status_code == 404
