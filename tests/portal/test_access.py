"""Alice owns; Bob, guests, the erased and people of other shops see nothing of hers."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from portal.queries.signed_in import customer_of
from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, VoucherFactory, day, make_shop
from tests.portal.conftest import MODEL_BACKEND
from tests.statements import put_customer, put_order

ACCOUNT = "/boutique/compte/"
PAGES = [ACCOUNT, f"{ACCOUNT}points/", f"{ACCOUNT}bons/"]

type Visit = Callable[[Customer], Client]


@pytest.mark.parametrize("path", [*PAGES, f"{ACCOUNT}bons/FID-1/"])
def test_strangers_are_led_to_the_log_in(shop: Shop, visitor: Client, path: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith(
        f"/{shop.code}/connexion/?next=%2Fboutique%2Fcompte"
    )


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (f"http://testserver{ACCOUNT}envies/?page=2", f"{ACCOUNT}envies/?page=2"),
        ("https://evil.example/phish", ACCOUNT),
        ("", ACCOUNT),
    ],
)
def test_a_button_pressed_after_the_session_leads_back_to_its_page(
    visitor: Client, referer: str, back: str
) -> None:
    """The button's own address answers to nothing else."""
    button = f"{ACCOUNT}envies/1/retirer/"
    User.objects.create_user("alice@example.com", "a-long-enough-password")

    turned = visitor.post(button, headers={"referer": referer} if referer else None)

    page = visitor.get(turned["Location"]).content.decode()
    assert "nothing was done" in page
    form = turned["Location"].replace("/connexion/", "/connexion/mot-de-passe/")
    said = {"email": "alice@example.com", "password": "a-long-enough-password"}
    entered = visitor.post(form, said)
    assert (entered.status_code, entered["Location"]) == (302, back)


@pytest.mark.parametrize("path", PAGES)
def test_bob_sees_nothing_of_alice(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit, path: str
) -> None:
    put_order(shop, "46", customer=alice)
    VoucherFactory.create(shop=shop, customer=alice, code="FID-ALICE")

    content = visit(bob).get(path).content.decode()

    assert "no. 46" not in content
    assert "4 points" not in content
    assert "FID-ALICE" not in content


def test_bob_does_not_open_the_voucher_of_alice(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code="FID-ALICE")

    assert visit(bob).get(f"{ACCOUNT}bons/FID-ALICE/").status_code == 404
    assert visit(alice).get(f"{ACCOUNT}bons/FID-ALICE/").status_code == 200


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("path", PAGES)
def test_a_customer_of_another_shop_has_no_account_here(visit: Visit, path: str) -> None:
    elsewhere = CustomerFactory.create(shop=make_shop("ailleurs"), email="zoe@example.com")

    answer = visit(elsewhere).get(path)

    assert answer.status_code == 404
    assert "No account here yet" in answer.content.decode()
    assert "zoe@example.com" in answer.content.decode()


def test_one_person_is_a_customer_of_each_shop_apart(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    other = make_shop("ailleurs")
    put_order(shop, "46", customer=alice)
    namesake = CustomerFactory.create(shop=other, email="Alice@Example.com")
    put_order(other, "9", customer=namesake)

    here, there = (
        visit(alice).get(f"/{each}/compte/points/") for each in (shop.code, "ailleurs")
    )

    assert "no. 46" in here.content.decode()
    assert "no. 46" not in there.content.decode()
    assert "no. 9" in there.content.decode()


def test_guests_and_erased_customers_have_no_account(shop: Shop, visit: Visit) -> None:
    guest = CustomerFactory.create(shop=shop, email="guest@example.com", guest=True)
    gone = CustomerFactory.create(shop=shop, external_id="99", email="gone@example.com")
    visit(gone)
    programme.erase_customer(shop=shop, external_id="99", author="staff:1", now=day(1))

    assert visit(guest).get(ACCOUNT).status_code == 404
    assert visit(gone).get(ACCOUNT).status_code == 404


def test_the_newest_of_two_accounts_with_one_address_opens(shop: Shop) -> None:
    old, new = (
        CustomerFactory.create(shop=shop, email=email, registered_at=day(at))
        for email, at in [("Two@example.com", 0), ("two@example.com", 5)]
    )
    CustomerFactory.create(shop=shop, email="two@example.com", registered_at=None)
    CustomerFactory.create(
        shop=shop, email="two@example.com", guest=True, registered_at=day(9)
    )

    found = customer_of(shop.code, User(email="two@example.com"))

    assert found == new != old


def test_the_address_that_the_shop_states_today_opens_the_account(
    shop: Shop, visit: Visit
) -> None:
    alice = put_customer(shop, "57", email="alice@example.com").row
    browser = visit(alice)
    assert browser.get(ACCOUNT).status_code == 200

    put_customer(shop, "57", on=2, email="alice@new.example")

    assert browser.get(ACCOUNT).status_code == 404


@pytest.mark.parametrize("path", ["", "compte/", "compte/points/", "compte/bons/"])
def test_a_shop_that_is_not_there_is_not_found_by_anybody(
    alice: Customer, visit: Visit, path: str
) -> None:
    assert Client().get(f"/nulle-part/{path}", follow=True).status_code == 404
    assert visit(alice).get(f"/nulle-part/{path}", follow=True).status_code == 404


def test_the_start_page_is_the_only_shop(shop: Shop, visitor: Client) -> None:
    assert visitor.get("/")["Location"] == ACCOUNT
    assert visitor.get(f"/{shop.code}/")["Location"] == ACCOUNT


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_start_page_offers_the_shops(
    shop: Shop, alice: Customer, visitor: Client, visit: Visit, signed_in: bool
) -> None:
    make_shop("ailleurs", name="Ailleurs & Cie")

    browser = visit(alice) if signed_in else visitor
    content = browser.get("/").content.decode()

    assert "Choose your shop" in content
    assert "Ailleurs &amp; Cie" in content
    assert f'href="/{shop.code}/compte/"' in content


@pytest.mark.django_db
def test_the_start_page_stands_before_the_first_shop(visitor: Client) -> None:
    assert "There is no shop here yet." in visitor.get("/").content.decode()


def test_somebody_without_an_account_can_log_out(shop: Shop, visitor: Client) -> None:
    visitor.force_login(User.objects.create(email="x@example.com"), backend=MODEL_BACKEND)

    content = visitor.get(ACCOUNT).content.decode()

    assert f'action="/{shop.code}/deconnexion/"' in content
