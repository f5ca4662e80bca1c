"""« Mes données »: what is kept goes along, and who wants to leave can think it over."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from mailing import actions as mailing
from mailing.models import Mail
from points.queries import balance as points_balance
from programme import actions as programme
from shop.models import Customer, ErasureRequest, Shop
from tests.factories import CustomerFactory, day, line, make_shop
from tests.statements import adjust, convert, put_order
from tests.wishlist.favourites import add

DATA = "/boutique/compte/donnees/"
ERASE = f"{DATA}effacer/"
CONFIRMED = {"understood": "on"}

type Visit = Callable[[Customer], Client]


def words(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def read(client: Client, page: str, *, on: float = 1) -> str:
    with time_machine.travel(day(on), tick=False):
        return words(client.get(page).content)


def send(client: Client, page: str, *, on: float = 1, **fields: str) -> str:
    with time_machine.travel(day(on), tick=False):
        return words(client.post(page, fields, follow=True).content)


def night(on: float) -> None:
    assert all(rows >= 0 for _step, rows in programme.night(now=day(on)))


def test_the_json_file_has_all_that_is_kept(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", line(price="100.00"), customer=alice, reference="CMD46")
    voucher = convert(alice, 4, on=1)
    adjust(alice, 2, on=3)
    add(alice, "p2", values={"note": "Blue"})

    told = json.loads(visit(alice).get(f"{DATA}donnees.json").content)

    assert told["profile"][0]["email"] == "alice@example.com"
    assert [each["reference"] for each in told["orders"]] == ["CMD46"]
    assert [(each["product"], each["quantity"]) for each in told["order_lines"]] == [
        ("p1", 1)
    ]
    assert [each["points"] for each in told["points"]] == [10, -4, 2]
    assert [(each["code"], each["amount"]) for each in told["vouchers"]] == [
        (voucher.code, "2.00")
    ]
    assert [(each["product"], each["note"]) for each in told["wishes"]] == [("p2", "Blue")]


def test_the_csv_archive_has_the_same_as_the_json_file(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice, reference="=1+1")

    content = visit(alice).get(f"{DATA}donnees.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(archive.namelist())
        text = archive.read("orders.csv").decode("utf-8-sig")
    rows = [*csv.reader(io.StringIO(text), delimiter=";")]

    assert names == [
        "cart_lines.csv",
        "consents.csv",
        "friends.csv",
        "gift_cards.csv",
        "mails.csv",
        "order_lines.csv",
        "orders.csv",
        "points.csv",
        "profile.csv",
        "tiers.csv",
        "vouchers.csv",
        "wishes.csv",
    ]
    assert (rows[0][1], rows[1][1]) == ("Reference", "'=1+1")


@pytest.mark.parametrize("orders", [1, 3])
def test_the_exported_files_cost_as_many_queries_whatever_is_in_them(
    shop: Shop, alice: Customer, visit: Visit, orders: int
) -> None:
    for number in range(orders):
        put_order(shop, f"{number}", customer=alice)
    client = visit(alice)

    with CaptureQueriesContext(connection) as queries:
        client.get(f"{DATA}donnees.json")

    assert len(queries) == 17


def test_the_exported_files_have_nothing_of_other_customers(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice, reference="CMD46")

    content = visit(bob).get(f"{DATA}donnees.json").content.decode()

    assert "bob@example.com" in content
    assert "alice" not in content
    assert "CMD46" not in content


def test_the_erasure_page_shows_what_would_be_lost(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", line(price="100.00"), customer=alice)
    voucher = convert(alice, 4, on=1)

    page = read(visit(alice), ERASE, on=2)

    assert "6 points, worth €3.00" in page
    assert f"Your voucher {voucher.code}: €2.00" in page
    assert not ErasureRequest.objects.exists()


def test_an_erasure_needs_the_box_ticked(alice: Customer, visit: Visit) -> None:
    page = send(visit(alice), ERASE)

    assert "Tick the box to confirm." in page
    assert not ErasureRequest.objects.exists()


def test_the_account_goes_when_the_days_to_think_are_over(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)
    client = visit(alice)

    page = send(client, ERASE, on=1, **CONFIRMED)
    night(on=7.9)
    alice.refresh_from_db()
    before = (alice.erased_at, points_balance.balance(alice, day(7.9)).available)
    night(on=8)

    alice.refresh_from_db()
    assert "Your account will be erased on 9 May 2026" in page
    assert before == (None, 4)
    assert (alice.erased_at, alice.email) == (day(8), "")
    assert points_balance.balance(alice, day(8)).available == 0
    assert not User.objects.filter(email="alice@example.com").exists()
    assert client.get(DATA).status_code == 302


def test_an_erasure_can_be_withdrawn_until_it_is_due(alice: Customer, visit: Visit) -> None:
    client = visit(alice)
    send(client, ERASE, on=1, **CONFIRMED)

    page = send(client, f"{DATA}garder/", on=3)
    night(on=9)

    alice.refresh_from_db()
    assert "Your account stays. Nothing has been lost." in page
    assert alice.erased_at is None


def test_a_mail_confirms_the_request_and_another_that_it_is_done(
    alice: Customer, visit: Visit, mailoutbox: list[EmailMessage]
) -> None:
    client = visit(alice)
    send(client, ERASE, on=1, **CONFIRMED)
    send(client, ERASE, on=1, **CONFIRMED)
    list(mailing.send_due(clock=lambda: day(1)))
    night(on=8)
    list(mailing.send_due(clock=lambda: day(8)))

    asked, done = mailoutbox
    assert asked.to == ["Alice Martin <alice@example.com>"]
    assert done.to == ["Alice <alice@example.com>"]
    assert "Bonjour Alice," in done.body
    assert asked.subject == "Votre compte La Boutique sera effacé le 9 mai 2026"
    assert "http://localhost:8000/boutique/compte/donnees/" in asked.body
    assert done.subject == "Votre compte La Boutique est effacé"
    assert not Mail.objects.exclude(email="").exists()


def test_asking_twice_does_not_postpone_the_erasure(alice: Customer, visit: Visit) -> None:
    client = visit(alice)
    send(client, ERASE, on=1, **CONFIRMED)
    send(client, ERASE, on=5, **CONFIRMED)

    assert ErasureRequest.objects.get().due_at == day(8)


def test_a_shop_that_erases_first_leaves_nothing_to_do(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    send(visit(alice), ERASE, on=1, **CONFIRMED)
    programme.erase_customer(shop=shop, external_id="57", author="api:1", now=day(2))
    night(on=9)

    alice.refresh_from_db()
    assert alice.erased_at == day(2)
    assert ErasureRequest.objects.get().done_at == day(2)


def test_a_customer_merged_meanwhile_is_erased_under_all_ids(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    send(visit(alice), ERASE, on=1, **CONFIRMED)
    programme.merge_customers(kept=bob, absorbed=alice, author="staff:1", now=day(2))
    night(on=9)

    bob.refresh_from_db()
    assert bob.erased_at == day(9)


def test_an_address_that_another_shop_knows_still_signs_in(
    alice: Customer, visit: Visit
) -> None:
    CustomerFactory.create(shop=make_shop("ailleurs"), email="Alice@Example.com")
    send(visit(alice), ERASE, on=1, **CONFIRMED)
    night(on=9)

    assert User.objects.filter(email="alice@example.com").exists()


def test_staff_stay_whatever_their_account_in_the_shop(
    alice: Customer, visit: Visit
) -> None:
    client = visit(alice)
    User.objects.filter(email="alice@example.com").update(is_staff=True)
    send(client, ERASE, on=1, **CONFIRMED)
    night(on=9)

    assert User.objects.filter(email="alice@example.com").exists()
