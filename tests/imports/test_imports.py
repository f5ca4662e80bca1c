"""Files as merchants have them: guessed, tried out without a trace, taken in, undone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.rules import RoleName
from imports import actions as imports
from imports import tasks
from imports.models import FileImport
from imports.rules.states import guess_state
from mailing.models import Mail
from points.models import Movement
from points.queries.balance import Balance
from points.queries.balance import balance as balance_at
from shop.models import Customer, Order, OrderLine, Product, Shop
from tests.factories import day
from tests.imports.exports import (
    BALANCES,
    PRESTASHOP_CUSTOMERS,
    PRESTASHOP_ORDERS,
    PRODUCTS,
    SHOPIFY_ORDERS,
    WOO_ORDERS,
)
from tests.staff import backoffice, make_member

pytestmark = pytest.mark.django_db

type Read = FileImport
Kind, State, Past = FileImport.Kind, FileImport.State, FileImport.Past


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(10), tick=False):
        yield


def bring(shop: Shop, kind: str, content: bytes) -> FileImport:
    return imports.bring(
        shop=shop,
        kind=kind,
        name="file.csv",
        content=content,
        author="staff:1",
        now=day(10),
    )


def work(row: FileImport) -> FileImport:
    done = imports.work(pk=row.pk, clock=lambda: day(10))
    assert done, "nobody else is at it"
    return done


def try_out(row: FileImport, past: str = Past.ALL, **fields: Any) -> FileImport:
    given: dict[str, Any] = {
        "columns": row.columns,
        "states": row.states,
        "past_since": None,
    }
    imports.set_up(row=row, past=past, **given | fields)
    return work(row)


def take_in(row: FileImport, past: str = Past.ALL, **fields: Any) -> FileImport:
    imports.confirm(row=try_out(row, past, **fields))
    return work(row)


def balance(customer: Customer, on: float = 10) -> Balance:
    return balance_at(customer, day(on))


def digest() -> list[Any]:
    """Counts and hashes of the tables that an import could write."""
    found = []
    with connection.cursor() as cursor:
        for table in ("shop_customer", "shop_order", "shop_product", "points_movement"):
            cursor.execute(
                f"SELECT count(*), sum(hashtext(each::text)::bigint) FROM {table} each"  # noqa: S608
            )
            found.append(cursor.fetchone())
    return found


def test_a_customer_export_of_prestashop_is_read_without_a_word_from_the_merchant(
    shop: Shop,
) -> None:
    row = take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))

    found = {each.external_id: each for each in Customer.objects.filter(shop=shop)}
    assert (row.report["rows"], row.report["taken"], row.report["refused"]) == (3, 2, 1)
    assert {*found} == {"12", "13"}
    helene = found["12"]
    assert (helene.first_name, helene.last_name) == ("Hélène", "Lefèvre")
    assert helene.email == "helene@example.com"
    assert helene.registered_at == datetime(2024, 3, 5, 9, 0, tzinfo=UTC)
    assert found["13"].last_name == "O'Brien; fils"
    assert row.refusals[0][0] == 4


def test_customers_of_a_file_can_be_written_to_and_log_in(
    shop: Shop, client: Client, mailoutbox: list[Any]
) -> None:
    take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))

    client.post(f"/{shop.code}/connexion/", {"email": "helene@example.com"})

    assert mailoutbox[-1].to == ["helene@example.com"]


def test_what_the_file_does_not_say_stays_as_the_shop_stated_it(
    shop: Shop, alice: Customer
) -> None:
    Customer.objects.filter(pk=alice.pk).update(birthday=date(1980, 2, 29))

    take_in(bring(shop, Kind.CUSTOMERS, b"email;prenom\nalice@example.com;Alicia\n"))

    alice.refresh_from_db()
    assert alice.first_name == "Alicia"
    assert alice.birthday == date(1980, 2, 29)
    assert Customer.objects.filter(shop=shop).count() == 1


def test_orders_of_prestashop_come_with_french_states_and_their_buyers(shop: Shop) -> None:
    row = take_in(bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS))

    orders = {each.external_id: each for each in Order.objects.filter(shop=shop)}
    assert {name: each.state for name, each in orders.items()} == {
        "101": "paid",
        "102": "delivered",
        "103": "cancelled",
    }
    lines = OrderLine.objects.filter(order__shop=shop)
    assert sum(line.unit_price for line in lines) == 199
    assert Customer.objects.get(shop=shop, external_id="13").email == "zoe@example.com"
    assert row.report["refused"] == 2
    assert {reason for reason, _count in row.report["reasons"]} == {
        "L’état « Chez le dentiste » n’a pas encore de sens.",
        "« 1.000 » ne peut pas être lu ici.",
    }


def test_rows_of_one_order_of_shopify_are_one_order_at_its_total(shop: Shop) -> None:
    take_in(bring(shop, Kind.ORDERS, SHOPIFY_ORDERS))

    first = Order.objects.get(shop=shop, external_id="#1001")
    assert [line.unit_price for line in first.lines.all()] == [Decimal(55)]
    assert first.placed_at == datetime(2026, 4, 20, 8, 0, tzinfo=UTC)
    assert Order.objects.get(shop=shop, external_id="#1002").state == "refunded"


def test_a_total_that_woocommerce_repeats_on_each_line_counts_once(shop: Shop) -> None:
    take_in(bring(shop, Kind.ORDERS, WOO_ORDERS))

    orders = {each.external_id: each for each in Order.objects.filter(shop=shop)}
    assert [line.unit_price for line in orders["31"].lines.all()] == [Decimal(70)]
    assert orders["32"].state == "pending"


def test_trying_out_says_what_would_be_owed_and_leaves_nothing(shop: Shop) -> None:
    row = bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS)
    before = digest()

    tried = try_out(row)

    assert tried.state == State.TRIED
    assert (tried.report["owed_before"], tried.report["owed_after"]) == ("0.00", "5.00")
    assert digest() == before
    shop.refresh_from_db()
    assert shop.earns_since is None


def test_the_import_comes_to_what_trying_it_out_had_said(shop: Shop) -> None:
    row = bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS)
    tried = try_out(row)
    said = tried.report

    imports.confirm(row=tried)
    done = work(tried)

    assert (done.report["owed_after"], done.report["taken"]) == (
        said["owed_after"],
        said["taken"],
    )
    assert balance(Customer.objects.get(shop=shop, external_id="12")).available == 6


@pytest.mark.parametrize(
    ("past", "since", "owed"),
    [
        (Past.NONE, None, "0.00"),
        (Past.SINCE, date(2026, 4, 21), "2.00"),
        (Past.ALL, None, "5.00"),
    ],
)
def test_the_past_gives_what_the_merchant_has_answered(
    shop: Shop, past: str, since: date | None, owed: str
) -> None:
    row = bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS)

    done = take_in(row, past, past_since=since)

    assert done.report["owed_after"] == owed
    assert Order.objects.filter(shop=shop).count() == 3


def test_nobody_is_written_to_about_the_past(shop: Shop) -> None:
    take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))
    take_in(bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS))

    assert not Mail.objects.exists()


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    take_in(bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS))
    before = digest()

    again = take_in(bring(shop, Kind.ORDERS, PRESTASHOP_ORDERS))

    assert again.report["taken"] == 0
    assert digest() == before


def test_products_come_with_price_purchase_price_and_stock(shop: Shop) -> None:
    row = take_in(bring(shop, Kind.PRODUCTS, PRODUCTS))

    lamp = Product.objects.get(shop=shop, external_id="7")
    assert (lamp.name, lamp.price, lamp.cost, lamp.stock) == (
        "Lampe « Aube »",
        Decimal("49.90"),
        Decimal("21.00"),
        12,
    )
    assert row.report["rows"] == 2


@pytest.mark.parametrize("module", list(BALANCES))
def test_balances_of_earlier_programmes_are_points_with_their_end(
    shop: Shop, module: str
) -> None:
    take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))

    row = take_in(bring(shop, Kind.BALANCES, BALANCES[module]))

    helene = Customer.objects.get(shop=shop, external_id="12")
    assert balance(helene).available == 40
    assert row.report["taken"] == 1
    assert Movement.objects.get(kind=Movement.Kind.GRANT).author == f"import:{row.pk}"


def test_a_batch_of_balances_is_undone_but_for_what_was_used(shop: Shop) -> None:
    take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))
    row = take_in(bring(shop, Kind.BALANCES, BALANCES["smile"]))

    assert imports.undo(row=row, author="staff:1", now=day(11)) == 1

    helene = Customer.objects.get(shop=shop, external_id="12")
    assert balance(helene, on=11).available == 0
    with pytest.raises(imports.NotAtThisStep):
        imports.undo(row=row, author="staff:1", now=day(11))


def test_a_run_that_was_killed_midway_goes_on_and_gives_once(shop: Shop) -> None:
    take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))
    row = try_out(bring(shop, Kind.BALANCES, BALANCES["smile"]))
    imports.confirm(row=row)
    work(row)
    # As though the worker had died between the books and its own row.
    FileImport.objects.filter(pk=row.pk).update(
        state=State.RUNNING,
        done_at=None,
        content=bring(shop, Kind.BALANCES, BALANCES["smile"]).content,
    )

    work(row)

    assert balance(Customer.objects.get(shop=shop, external_id="12")).available == 40


def test_of_two_workers_one_is_at_a_file(shop: Shop) -> None:
    row = bring(shop, Kind.PRODUCTS, PRODUCTS)
    imports.set_up(row=row, columns=row.columns, states={}, past=Past.ALL, past_since=None)
    FileImport.objects.filter(pk=row.pk).update(leased_until=day(11))

    assert imports.work(pk=row.pk, clock=lambda: day(10)) is None
    assert imports.work(pk=row.pk, clock=lambda: day(12)) is not None


def test_columns_are_remembered_for_the_next_file_of_the_same_shape(shop: Shop) -> None:
    content = b"who;what\nhelene@example.com;5\n"
    row = bring(shop, Kind.BALANCES, content)
    assert row.columns == {}
    try_out(row, columns={"email": 0, "points": 1})

    assert bring(shop, Kind.BALANCES, content).columns == {"email": 0, "points": 1}


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Paiement accepté", "paid"),
        ("Paiement à distance accepté", "paid"),
        ("En attente du paiement par chèque", "pending"),
        ("En cours de préparation", "processing"),
        ("Expédié", "shipped"),
        ("LIVRÉ", "delivered"),
        ("Annulée", "cancelled"),
        ("Erreur de paiement", "cancelled"),
        ("Remboursé", "refunded"),
        ("wc-completed", "delivered"),
        ("Chez le dentiste", ""),
    ],
)
def test_states_are_known_by_the_names_that_shops_give_them(word: str, state: str) -> None:
    assert guess_state(word) == state


# --- Through the page ---------------------------------------------------------------


@pytest.fixture
def owner(shop: Shop, settings: Settings) -> Client:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    return backoffice(make_member(RoleName.OWNER, shop))


def test_the_owner_brings_a_file_tries_it_out_and_takes_it_in(
    owner: Client, shop: Shop
) -> None:
    file = SimpleUploadedFile("commandes.csv", PRESTASHOP_ORDERS)
    page = owner.post(
        f"/admin/imports/fileimport/new/{shop.pk}/",
        {"kind": "orders", "file": file},
        follow=True,
    )
    form = page.context["form"]
    address = page.redirect_chain[-1][0]
    assert "XKBKNABJK" in page.content.decode()
    said = {field.html_name: field.initial or "" for field in form if field.name != "past"}

    tried = owner.post(address, said | {"past": "all", "set_up": "1"}, follow=True)
    row = FileImport.objects.get()
    tasks.work(row.pk)
    tried = owner.get(address)
    assert "Points in circulation: €0.00 before, €5.00 after" in " ".join(
        tried.content.decode().split()
    )
    assert not Order.objects.exists()

    owner.post(address, {"confirm": "1"})
    tasks.work(row.pk)
    assert "What it has come to" in owner.get(address).content.decode()
    assert Order.objects.filter(shop=shop).count() == 3
    lines = owner.get(f"/admin/imports/fileimport/{row.pk}/refusals.csv")
    assert lines.content.startswith(b"\xef\xbb\xbfLine;Reason\r\n6;")


@pytest.mark.parametrize(
    "content", [b"", b"nothing\n", b"%PDF-1.7 \x00;\n", b"PK\x03\x04\x00\x00,\x00"]
)
def test_what_is_no_table_is_refused_with_a_word_on_what_to_do(
    owner: Client, shop: Shop, content: bytes
) -> None:
    file = SimpleUploadedFile("f.csv", content)

    page = owner.post(
        f"/admin/imports/fileimport/new/{shop.pk}/", {"kind": "orders", "file": file}
    )

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not FileImport.objects.exists()


def test_without_a_needed_column_nothing_is_tried(owner: Client, shop: Shop) -> None:
    row = bring(shop, Kind.BALANCES, b"who;what\nhelene@example.com;5\n")
    address = f"/admin/imports/fileimport/{row.pk}/change/"

    page = owner.post(address, {"column_email": "0", "set_up": "1"})

    assert "column_points" in page.context["form"].errors
    row.refresh_from_db()
    assert row.state == State.READ


def test_who_may_only_look_at_files_takes_nothing_in(shop: Shop) -> None:
    row = try_out(bring(shop, Kind.PRODUCTS, PRODUCTS))
    reader = backoffice(make_member(RoleName.READING, shop))

    assert reader.get(f"/admin/imports/fileimport/{row.pk}/change/").status_code == 404
    assert (
        reader.post(
            f"/admin/imports/fileimport/{row.pk}/change/", {"confirm": "1"}
        ).status_code
        == 404
    )
    assert reader.get(f"/admin/imports/fileimport/new/{shop.pk}/").status_code == 403


def test_undoing_balances_names_whom_it_concerns_and_asks(
    owner: Client, shop: Shop
) -> None:
    take_in(bring(shop, Kind.CUSTOMERS, PRESTASHOP_CUSTOMERS))
    row = take_in(bring(shop, Kind.BALANCES, BALANCES["smile"]))
    address = f"/admin/imports/fileimport/{row.pk}/undo/"

    asked = owner.get(address).content.decode()
    assert "Hélène Lefèvre" in asked
    assert "40 points" in asked
    helene = Customer.objects.get(shop=shop, external_id="12")
    assert balance(helene).available == 40

    owner.post(address, {"confirm": "1"})
    assert balance(helene).available == 0
