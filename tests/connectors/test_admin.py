"""A merchant connects their shop without a developer."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from connectors import actions as connectors
from connectors import kinds
from connectors.encryption import decrypt
from connectors.models import Connection, PushedCode
from shop.models import Shop
from tests.connectors.fake import FakeShop, kind_of
from tests.connectors.rows import SURVEY, make_connection
from tests.connectors.runs import pull, push, read_past
from tests.factories import START, VoucherFactory, day, make_shop
from tests.staff import backoffice, list_cost, make_staff

SHELF = "/admin/connectors/connection/"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What workers were told to do."""
    told: list[str] = []
    for name in ("survey", "read_past", "read_pending"):
        monkeypatch.setattr(
            f"connectors.tasks.{name}.delay", lambda _pk, name=name: told.append(name)
        )
    return told


@pytest.fixture
def clerk(shop: Shop, fake: FakeShop, monkeypatch: pytest.MonkeyPatch) -> Client:
    known = {**kinds.kinds(), "fake": kind_of(fake)}
    for module in ("connections", "pages", "steps"):
        monkeypatch.setattr(f"connectors.admin.{module}.kinds", lambda: known)
    return backoffice(make_staff("clerk@example.com", shop))


def page(client: Client, connection: Connection) -> str:
    return client.get(f"{SHELF}{connection.pk}/change/").content.decode()


def do(client: Client, connection: Connection, button: str, **fields: Any) -> str:
    """Press a button of the connection's page."""
    answer = client.post(
        f"{SHELF}{connection.pk}/change/", {button: "1", **fields}, follow=True
    )
    connection.refresh_from_db()
    return answer.content.decode()


def test_every_kind_of_shop_is_offered(clerk: Client) -> None:
    said = clerk.get(f"{SHELF}add/").content.decode()

    assert f"{SHELF}connect/prestashop/" in said
    assert f"{SHELF}connect/woocommerce/" in said


def test_a_shop_is_looked_at_and_kept(
    clerk: Client, shop: Shop, fake: FakeShop, tasks: list[str]
) -> None:
    form = {"shop": shop.pk, "address": "https://fake.example.com", "key": "s3cret"}

    answer = clerk.post(f"{SHELF}connect/fake/", form)

    connection = Connection.objects.get()
    assert answer.headers["Location"] == f"{SHELF}{connection.pk}/change/"
    assert decrypt(connection.secrets)["key"] == "s3cret"
    assert connection.author.startswith("staff:")
    assert tasks == ["survey"]


def test_a_key_that_lacks_rights_says_which(
    clerk: Client, shop: Shop, fake: FakeShop
) -> None:
    fake.missing = ("orders: get", "customers: get")
    form = {"shop": shop.pk, "address": "https://fake.example.com", "key": "s3cret"}

    said = clerk.post(f"{SHELF}connect/fake/", form).content.decode()

    assert "The key lacks these rights: orders: get, customers: get." in said
    assert "s3cret" not in said
    assert not Connection.objects.exists()


def test_what_the_past_would_be_worth_is_shown_before(clerk: Client, shop: Shop) -> None:
    connection = make_connection(shop, survey=SURVEY)

    said = page(clerk, connection)

    assert "3,012 customers found" in said
    assert "1,200 orders since 2025." in said
    assert "€62.50" in said
    assert "€162.50" in said


def test_states_are_confirmed_and_the_past_chosen(
    clerk: Client, draft: Connection, tasks: list[str]
) -> None:
    states = {"state_new": "paid", "state_paid": "paid", "state_off": "cancelled"}

    do(clerk, draft, "start", past="since", past_since="2026-01-01", **states)

    assert draft.state == Connection.State.READING
    assert draft.past_since == date(2026, 1, 1)
    assert draft.states["new"] == "paid"
    assert tasks == ["read_past"]


def test_a_day_must_be_given_for_a_past_since_one(
    clerk: Client, draft: Connection, tasks: list[str]
) -> None:
    states = {"state_new": "paid", "state_paid": "paid", "state_off": "cancelled"}

    said = do(clerk, draft, "start", past="since", **states)

    assert "Say from which day on." in said
    assert draft.state == Connection.State.DRAFT


def test_the_reading_is_shown_with_a_bar(
    clerk: Client, draft: Connection, fake: FakeShop
) -> None:
    for name in ("46", "47", "48"):
        fake.order(name)
    connectors.start(connection=draft, past="all", since=None, now=START)
    read_past(draft)
    Connection.objects.update(state=Connection.State.READING)
    draft.cursors.filter(feed="orders").update(total=4, done=1, complete=False)

    said = page(clerk, draft)

    assert '<progress max="4"' in said
    assert 'value="1"' in said


def test_a_shop_that_is_well_says_so(clerk: Client, connection: Connection) -> None:
    connection.cursors.all().delete()
    connectors.reconcile(connection=connection, now=START)

    said = page(clerk, connection)

    assert "All is well." in said
    assert "Difference of the day: €0.00" in said


def test_what_is_wrong_is_said_in_words(
    clerk: Client, connection: Connection, fake: FakeShop
) -> None:
    fake.order("46", discount=Decimal("0.001"))
    pull(connection)
    connection.cursors.filter(feed="orders").update(error="half a page", failed_at=START)
    connectors.reconcile(connection=connection, now=day(1))

    said = page(clerk, connection)

    assert "1 thing of the shop could not be taken in." in said
    assert "The list “orders” could not be read: half a page" in said
    assert "could not be read" in said
    assert "Difference of the day: -€40.00" in said.replace("−", "-")


def test_what_was_parked_is_tried_again(
    clerk: Client, connection: Connection, fake: FakeShop, tasks: list[str]
) -> None:
    fake.order("46", discount=Decimal("0.001"))
    pull(connection)

    said = do(clerk, connection, "retry")

    assert "1 are tried again." in said
    assert connection.pending.get().due_at is not None
    assert tasks == ["read_pending"]


def test_a_stopped_one_takes_another_key(
    clerk: Client, connection: Connection, fake: FakeShop
) -> None:
    Connection.objects.update(state="stopped", stopped_for="The shop refuses the key.")
    connection.refresh_from_db()
    assert "The shop refuses the key." in page(clerk, connection)

    do(clerk, connection, "renew", key="another")

    assert connection.state == Connection.State.ON
    assert decrypt(connection.secrets)["key"] == "another"


def test_disconnecting_says_what_is_in_the_shop_and_takes_it_out(
    clerk: Client, connection: Connection, fake: FakeShop
) -> None:
    VoucherFactory.create(shop=connection.shop)
    push(connection)
    leave = f"{SHELF}{connection.pk}/leave/"
    assert "1 voucher is in the shop." in clerk.get(leave).content.decode()

    clerk.post(leave)

    connection.refresh_from_db()
    assert connection.state == Connection.State.ENDED
    assert fake.coupons == {}
    assert PushedCode.objects.get().external_id == ""
    assert "Its key is forgotten" in page(clerk, connection)


def test_staff_of_another_shop_see_nothing(connection: Connection, fake: FakeShop) -> None:
    sam = backoffice(make_staff("sam@example.com", make_shop("other")))

    assert sam.get(f"{SHELF}{connection.pk}/leave/").status_code == 404
    assert str(connection) not in sam.get(SHELF).content.decode()
    assert sam.get(f"{SHELF}{connection.pk}/change/").status_code == 404


def test_a_list_costs_the_same_for_one_row_and_for_three(clerk: Client, shop: Shop) -> None:
    make_connection(shop)
    list_cost(clerk, "connectors/connection")
    one = list_cost(clerk, "connectors/connection")
    for _number in range(2):
        make_connection(shop, state="ended", ended_at=START)

    three = list_cost(clerk, "connectors/connection")

    assert (one[1], three[1]) == (1, 3)
    assert one[0] == three[0]


def test_a_shop_that_has_moved_is_read_at_its_new_address(
    clerk: Client, connection: Connection
) -> None:
    said = do(clerk, connection, "move", address="https://new.example.com")

    assert "The shop is read at its new address from now on." in said
    assert connection.address == "https://new.example.com"


def test_an_address_that_is_none_is_refused_in_words(
    clerk: Client, connection: Connection
) -> None:
    said = do(clerk, connection, "move", address="new")

    assert "errorlist" in said or "error" in said
    assert connection.address == "https://fake.example.com"


def test_a_shop_without_vouchers_is_left_without_a_word_of_any(
    clerk: Client, connection: Connection
) -> None:
    said = clerk.get(f"{SHELF}{connection.pk}/leave/").content.decode()

    assert "No voucher is in the shop." in said


def test_what_costs_customers_something_is_marked(
    clerk: Client, connection: Connection
) -> None:
    connection.cursors.update(read_at=day(-1))

    assert '<li class="urgent">' in page(clerk, connection)
