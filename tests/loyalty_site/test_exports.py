"""What holds for every list that can be taken away: who may, which rows, what is told."""

import re
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from core.exports import ExportedAdmin
from points import actions as points
from shop.models import Customer, Order, Shop
from tests.factories import (
    CustomerFactory,
    GroupFactory,
    VoucherFactory,
    day,
    make_shop,
)
from tests.staff import (
    backoffice,
    export,
    let_export,
    make_boss,
    make_staff,
    read,
    take,
)
from tests.statements import convert, put_order
from tests.world import furnish
from vouchers.admin.exports import VoucherExport
from vouchers.models import Voucher

SHELVES = ["shop/customer", "shop/order", "points/movement", "vouchers/voucher"]
CARDS = "giftcards/giftcard"
ATTACK = '=HYPERLINK("//example.com";"Click")'


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def marie(shop: Shop) -> User:
    return let_export(make_staff("marie@example.com", shop))


@pytest.fixture
def clerk(marie: User) -> Client:
    return backoffice(marie)


def page(client: Client, shelf: str, **form: Any) -> Any:
    address = f"/admin/{shelf}/export/"
    return client.post(address, form) if form else client.get(address)


def test_lists_that_can_be_exported() -> None:
    found = [
        f"{each.opts.app_label}/{each.opts.model_name}"
        for each in site._registry.values()
        if isinstance(each, ExportedAdmin)
    ]

    assert sorted(found) == sorted([*SHELVES, CARDS])


def test_nothing_can_be_brought_in() -> None:
    for shelf in SHELVES:
        for view in ("import", "process_import"):
            with pytest.raises(NoReverseMatch):
                reverse(f"admin:{shelf.replace('/', '_')}_{view}")


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_permission_is_needed(shop: Shop, marie: User, shelf: str) -> None:
    furnish(shop)
    codename = f"export_{shelf.partition('/')[2]}"
    marie.user_permissions.remove(marie.user_permissions.get(codename=codename))
    client = backoffice(marie)

    assert page(client, shelf).status_code == 403
    assert page(client, shelf, columns=["shop"]).status_code == 403
    assert "/export/" not in client.get(f"/admin/{shelf}/").content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("shelf", SHELVES)
def test_the_permission_alone_opens_nothing(shop: Shop, shelf: str) -> None:
    furnish(shop)
    nobody = backoffice(let_export(make_staff("nobody@example.com")))

    assert page(nobody, shelf).status_code == 403
    assert page(nobody, shelf, columns=["shop"]).status_code == 403


@pytest.mark.parametrize("shelf", SHELVES)
def test_rows_of_another_shop_stay_there(shop: Shop, shelf: str) -> None:
    furnish(shop)
    other = make_shop("other")
    sam = backoffice(let_export(make_staff("sam@example.com", other)))

    assert take(sam, shelf)[1:] == []
    furnish(other)
    assert {row[0] for row in take(sam, shelf)[1:]} == {"other"}


def test_rows_cannot_be_named_around_the_list(shop: Shop) -> None:
    """The library takes keys that a form sends; ours has no such field."""
    alice = CustomerFactory.create(shop=shop)
    sam = backoffice(let_export(make_staff("sam@example.com", make_shop("other"))))

    sent = page(sam, "shop/customer", columns=["email"], export_items=[alice.pk])

    assert read(sent) == [["E-mail"]]


@pytest.mark.parametrize("shelf", SHELVES)
def test_superusers_take_the_shop_at_hand(shop: Shop, shelf: str) -> None:
    furnish(shop)
    other = make_shop("other", name="Zoé")
    furnish(other)
    boss = backoffice(make_boss())

    assert {row[0] for row in take(boss, shelf)[1:]} == {"boutique"}
    boss.post("/admin/boutique/", {"shop": other.pk})
    assert {row[0] for row in take(boss, shelf)[1:]} == {"other"}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("shelf", "queries"), [*zip(SHELVES, [9, 8, 8, 9], strict=True)])
def test_a_file_costs_the_same_whatever_its_length(
    shop: Shop, clerk: Client, shelf: str, queries: int, rows: int
) -> None:
    furnish(shop, rows)
    columns = clerk.get(f"/admin/{shelf}/export/").context["form"].initial["columns"]
    # Django asks once for the keys of its content types, and remembers them.
    take(clerk, shelf)

    with CaptureQueriesContext(connection) as asked:
        found = read(page(clerk, shelf, columns=columns))

    each = 3 if shelf == "points/movement" else 1
    assert (len(asked), len(found)) == (queries, 1 + each * rows)


def test_the_list_leads_there_with_its_filters(shop: Shop, clerk: Client) -> None:
    furnish(shop)

    html = clerk.get("/admin/points/movement/?kind__exact=adjust&q=client1")
    link = "export/?kind__exact=adjust&amp;q=client1"
    assert f'href="/admin/points/movement/{link}"' in html.content.decode()


def test_the_page_says_how_many_rows_and_which_columns(shop: Shop, clerk: Client) -> None:
    furnish(shop, 3)

    found = clerk.get("/admin/points/movement/export/?kind__exact=adjust")

    html = found.content.decode()
    assert "3 rows, as the list is searched and filtered, go into" in html
    assert html.count('name="columns"') == html.count("checked") == 14
    assert take(clerk, "points/movement", "kind__exact=adjust", "points")[1:] == [["7"]] * 3


def test_the_library_s_own_page_is_not_served(clerk: Client) -> None:
    """It holds styles and handlers that the browser is told to refuse."""
    html = page(clerk, "points/movement").content.decode()

    assert "import_export/" not in html
    assert "style=" not in html
    assert "onchange=" not in html


@pytest.mark.parametrize("chosen", [{"columns": ["digest"]}, {"other": "1"}])
def test_a_file_needs_columns_that_there_are(
    clerk: Client, alice: Customer, chosen: dict[str, Any]
) -> None:
    found = page(clerk, "shop/customer", **chosen)

    assert list(found.context["form"].errors) == ["columns"]
    assert not LogEntry.objects.exists()


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(clerk: Client) -> None:
    found = clerk.get("/admin/points/movement/export/?account=x")

    assert (found.status_code, found.headers["Location"]) == (302, "..")


def test_the_file_is_one_that_a_french_excel_opens(alice: Customer, clerk: Client) -> None:
    found = export(clerk, "shop/customer", "", "external_id", "email")

    assert found.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert found.headers["Content-Disposition"] == (
        'attachment; filename="customers-2026-05-06.csv"'
    )
    assert found.getvalue() == (
        b"\xef\xbb\xbfId in the shop;E-mail\r\n57;alice@example.com\r\n"
    )


def test_the_history_says_who_took_how_much_before_it_leaves(
    alice: Customer, bob: Customer, marie: User, clerk: Client
) -> None:
    export(clerk, "shop/customer", "q=alice@example.com", "external_id", "email")

    entry = LogEntry.objects.get()
    customers = ContentType.objects.get_for_model(Customer)
    assert (entry.user, entry.content_type) == (marie, customers)
    assert entry.object_repr == "Export: Customers"
    assert entry.get_change_message() == "1 row: Id in the shop, E-mail"
    home = clerk.get("/admin/").content.decode()
    assert "Export: Customers" in home


def test_what_is_read_late_is_in_the_language_it_was_asked_in(
    alice: Customer, clerk: Client
) -> None:
    asked = {"columns": ["external_id", "guest"]}
    french = clerk.post(
        "/admin/shop/customer/export/", asked, headers={"accept-language": "fr"}
    )

    clerk.get("/admin/")

    assert read(french)[1:] == [["57", "non"]]


# What strangers fill in, by the column that shows it.
FILLED = {
    "shop/customer": ["external_id", "email", "first_name", "last_name", "group"],
    "shop/order": [
        "external_id",
        "reference",
        "customer",
        "email",
        "raw_state",
        "vouchers",
    ],
    "points/movement": ["customer", "email", "order", "reference", "voucher", "reason"],
    "vouchers/voucher": ["code", "customer", "email", "label"],
}
FORMULA = re.compile(r"\s*[=+@]|\s*-(?!\d+$)")


@pytest.mark.parametrize("shelf", SHELVES)
def test_no_cell_that_a_stranger_fills_is_a_formula(
    shop: Shop, clerk: Client, shelf: str
) -> None:
    attack(shop)

    filled = take(clerk, shelf, "", *FILLED[shelf])[1:]

    for column, cells in zip(FILLED[shelf], zip(*filled, strict=True), strict=True):
        assert set(cells) - {""} == {f"'{ATTACK}"}, column
    everything = [cell for row in take(clerk, shelf) for cell in row]
    assert [cell for cell in everything if FORMULA.match(cell)] == []


def attack(shop: Shop) -> None:
    """A customer with an order, what it gave and a voucher; a formula for every text."""
    customer = CustomerFactory.create(
        shop=shop,
        external_id=ATTACK,
        email=ATTACK,
        first_name=ATTACK,
        last_name=ATTACK,
        shop_group=GroupFactory.create(shop=shop, name=ATTACK),
    )
    put_order(
        shop, ATTACK, customer=customer, reference=ATTACK, email=ATTACK, raw_state=ATTACK
    )
    voucher = convert(customer, 1, on=1)
    Voucher.objects.filter(pk=voucher.pk).update(
        code=ATTACK, label=ATTACK, used=1, used_at=day(2)
    )
    Order.objects.update(voucher_codes=[ATTACK])
    points.adjust(
        customer=customer,
        points=-3,
        reason=ATTACK,
        source="1",
        author="system",
        now=day(3),
    )


def test_memory_does_not_grow_with_the_rows(
    shop: Shop, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cells alone of 2 500 rows more take 2 MB."""
    monkeypatch.setattr(VoucherExport._meta, "chunk_size", 100)
    take(clerk, "vouchers/voucher")

    few = peak_of_a_file(shop, clerk, 500)
    many = peak_of_a_file(shop, clerk, 3_000)

    assert many < few + 200_000


def peak_of_a_file(shop: Shop, clerk: Client, rows: int) -> int:
    """The most bytes held at once while a file of so many vouchers is read and let go."""
    missing = rows - Voucher.objects.count()
    Voucher.objects.bulk_create(VoucherFactory.build_batch(missing, shop=shop))
    tracemalloc.start()
    answer = export(clerk, "vouchers/voucher", "", *VoucherExport.fields)
    lines = sum(piece.count(b"\r\n") for piece in answer.streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == rows + 1
    return peak
