"""The list of customers, points adjusted by hand, orders and shops."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import User
from earning.models import RuleVersion
from points.models import Movement
from programme import actions as programme
from shop.models import Customer, Order, Shop
from tests.factories import CustomerFactory, day, line
from tests.programme.reading import tables, text
from tests.staff import allow, backoffice, list_cost, make_boss, make_staff, page_cost
from tests.statements import adjust, points_of, put_order, set_rules
from tests.world import furnish


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(allow(make_staff("clerk@example.com", shop), shop, 1000))


@pytest.fixture
def sheet(alice: Customer) -> str:
    return f"/admin/shop/customer/{alice.pk}/"


@pytest.fixture
def form(clerk: Client, sheet: str) -> dict[str, Any]:
    """The form as it is shown, filled in with five points."""
    token = clerk.get(f"{sheet}adjust/").context["form"]["token"].value()
    return {"token": token, "points": "5", "reason": "A late parcel"}


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "shop/customer") == (8, rows)
    assert list_cost(clerk, "shop/order") == (7, rows)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_shops_costs_the_same_whatever_its_length(rows: int) -> None:
    for number in range(rows):
        programme.open_shop(code=f"s{number}", name="A", author="system", now=day(0))

    assert list_cost(backoffice(make_boss()), "shop/shop") == (5, rows)


@pytest.mark.parametrize(
    "words", ["alice@example.com", "ALICE@", "martin", "Alice Martin", "57"]
)
def test_customers_are_found_by_address_name_or_id(
    clerk: Client, alice: Customer, shop: Shop, words: str
) -> None:
    CustomerFactory.create(shop=shop, external_id="5", first_name="Bob", last_name="Dupont")

    page = clerk.get("/admin/shop/customer/", {"q": words})

    assert list(page.context["cl"].result_list) == [alice]


def test_the_list_shows_what_the_clock_has_left_to_spend(
    clerk: Client, alice: Customer, bob: Customer, shop: Shop
) -> None:
    adjust(alice, 1234)
    set_rules(shop, on=1, pending_days=10)
    put_order(shop, "46", customer=bob, on=2, placed_at=day(2), paid_at=day(2))

    page = clerk.get("/admin/shop/customer/").content.decode()

    shown = re.findall(r'field-points_available">(.*?)<', page)
    assert sorted(shown) == ["0", "1,234"]


def test_points_are_given_with_a_reason_and_signed(
    clerk: Client, alice: Customer, sheet: str, form: dict[str, Any]
) -> None:
    page = clerk.post(f"{sheet}adjust/", form, follow=True)

    assert "Points adjusted: +5." in text(page)
    assert "Adjusted by hand: A late parcel" in text(page)
    movement = Movement.objects.get()
    assert movement.author == f"staff:{User.objects.get().pk}"
    assert points_of(alice, on=5) == (5, 0, 0)


def test_points_are_taken_too(
    clerk: Client, alice: Customer, sheet: str, form: dict[str, Any]
) -> None:
    adjust(alice, 8)

    clerk.post(f"{sheet}adjust/", form | {"points": "-5"})

    assert points_of(alice, on=5) == (3, 0, 0)


def test_a_form_sent_twice_counts_once(
    clerk: Client, alice: Customer, sheet: str, form: dict[str, Any]
) -> None:
    for hours in [0, 1]:
        with time_machine.travel(day(5 + hours / 24), tick=False):
            clerk.post(f"{sheet}adjust/", form)

    assert points_of(alice, on=6) == (5, 0, 0)
    assert LogEntry.objects.count() == 1


def test_a_form_sent_again_with_other_points_is_refused(
    clerk: Client, alice: Customer, sheet: str, form: dict[str, Any]
) -> None:
    clerk.post(f"{sheet}adjust/", form)

    page = clerk.post(f"{sheet}adjust/", form | {"points": "50"})

    assert "This form was already sent and moved +5." in text(page)
    assert points_of(alice, on=5) == (5, 0, 0)


def test_each_form_shown_counts_for_itself(
    clerk: Client, alice: Customer, sheet: str, form: dict[str, Any]
) -> None:
    clerk.post(f"{sheet}adjust/", form)
    fresh = clerk.get(f"{sheet}adjust/").context["form"]["token"].value()
    clerk.post(f"{sheet}adjust/", form | {"token": fresh})

    assert points_of(alice, on=5) == (10, 0, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("points", "0"),
        ("points", ""),
        ("points", "1.5"),
        ("points", "1000001"),
        ("points", "-1000001"),
        ("reason", ""),
        ("reason", "   "),
        ("reason", "x" * 501),
        ("token", "again"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    clerk: Client, sheet: str, form: dict[str, Any], name: str, value: str
) -> None:
    page = clerk.post(f"{sheet}adjust/", form | {name: value})

    assert list(page.context["form"].errors) == [name]
    assert not Movement.objects.exists()


def test_a_refusal_is_said_beside_the_form(
    clerk: Client, sheet: str, form: dict[str, Any]
) -> None:
    page = clerk.post(f"{sheet}adjust/", form | {"points": "-5"})

    assert page.context["form"].errors == {"points": ["5 points asked, 0 available."]}
    assert not LogEntry.objects.exists()


def test_the_history_outlives_the_name(
    clerk: Client, sheet: str, form: dict[str, Any]
) -> None:
    clerk.post(f"{sheet}adjust/", form)

    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == ("57", "Points adjusted: +5.")
    assert "Points adjusted: +5." in text(clerk.get(f"{sheet}history/"))


def test_nothing_is_adjusted_for_somebody_erased(
    clerk: Client, shop: Shop, sheet: str
) -> None:
    programme.erase_customer(shop=shop, external_id="57", author="api:1", now=day(1))

    assert clerk.get(f"{sheet}adjust/").status_code == 404
    page = clerk.get(f"{sheet}change/")
    assert "Adjust points" not in text(page)
    assert "erased customer 57" in text(page)


def test_an_order_shows_its_lines_and_what_it_gave(
    clerk: Client, alice: Customer, shop: Shop
) -> None:
    put_order(shop, "46", line(1, "20", quantity=2, name="Lamp"), customer=alice)
    put_order(
        shop,
        "46",
        line(1, "20", quantity=2, name="Lamp"),
        customer=alice,
        on=1,
        state="cancelled",
    )

    page = clerk.get(f"/admin/shop/order/{Order.objects.get().pk}/change/")

    assert "Lamp" in text(page)
    assert tables(page) == {
        "why": ["2 × Lamp €40.00 €0.00 €0.00 €40.00"],
        "given": [
            "1 May 2026 12:00 Order 46 +4 4 The shop",
            "2 May 2026 12:00 Order 46 −4 0 The shop",
        ],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_an_order_costs_the_same_however_many_lines(
    clerk: Client, alice: Customer, shop: Shop, rows: int
) -> None:
    lines = [line(number) for number in range(rows)]
    order = put_order(shop, "46", *lines, customer=alice).stated.row

    assert page_cost(clerk, f"/admin/shop/order/{order.pk}/change/") == 17


@pytest.mark.django_db
def test_opening_a_shop_gives_it_a_programme() -> None:
    boss = backoffice(make_boss())

    boss.post("/admin/shop/shop/add/", opening(), follow=True)

    shop = Shop.objects.get()
    assert (shop.code, shop.timezone) == ("atelier", "Europe/Paris")
    assert RuleVersion.objects.get(shop=shop).author == f"staff:{User.objects.get().pk}"
    assert LogEntry.objects.get().object_id == str(shop.pk)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", "boutique"),
        ("code", "Not a code"),
        ("currency", "euro"),
        ("timezone", "Europe/Nowhere"),
        ("language", "xx"),
        ("name", ""),
    ],
)
def test_a_shop_that_cannot_be_is_not_opened(name: str, value: str) -> None:
    boss = backoffice(make_boss())

    page = boss.post("/admin/shop/shop/add/", opening() | {name: value})

    assert list(page.context["adminform"].form.errors) == [name]
    assert Shop.objects.count() == 1


def test_staff_open_no_shop(clerk: Client) -> None:
    assert clerk.post("/admin/shop/shop/add/", opening()).status_code == 403


def test_staff_keep_the_settings_of_their_shop(clerk: Client, shop: Shop) -> None:
    said = {"name": "Chez nous", "timezone": "Indian/Reunion", "language": "en"}

    clerk.post(
        f"/admin/shop/shop/{shop.pk}/change/",
        said
        | {
            "code": "mine",
            "currency": "USD",
            "staff": [],
            "claim_days": 60,
            "erase_after": 10,
            "change_notice_days": 0,
        },
    )

    shop.refresh_from_db()
    assert (shop.name, shop.timezone, shop.language) == tuple(said.values())
    assert (shop.claim_days, shop.erase_after) == (60, 10)
    assert (shop.code, shop.currency) == ("boutique", "EUR")
    assert shop.staff.count() == 1
    assert LogEntry.objects.get().object_id == str(shop.pk)


def test_staff_do_not_see_who_else_there_is(clerk: Client, shop: Shop) -> None:
    make_staff("sam@example.com")

    page = clerk.get(f"/admin/shop/shop/{shop.pk}/change/")

    assert "sam@example.com" not in page.content.decode()


def test_superusers_say_who_works_in_a_shop(shop: Shop) -> None:
    sam = make_staff("sam@example.com")
    CustomerFactory.create(shop=shop)

    backoffice(make_boss()).post(
        f"/admin/shop/shop/{shop.pk}/change/",
        {
            "name": "A",
            "timezone": "Europe/Paris",
            "language": "fr",
            "claim_days": 30,
            "erase_after": 7,
            "change_notice_days": 0,
            "staff": [sam.pk],
        },
    )

    assert list(shop.staff.all()) == [sam]


def opening() -> dict[str, str]:
    return {
        "name": "L’Atelier",
        "code": "atelier",
        "currency": "EUR",
        "timezone": "Europe/Paris",
        "language": "fr",
    }
