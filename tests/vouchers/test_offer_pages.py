"""Offers and their ceiling in the back-office."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client

from segments.models import Segment
from shop.models import Customer, Shop
from tests.factories import GroupFactory, day, make_shop
from tests.offers import open_offer, percent, set_guard, ships
from tests.staff import backoffice, list_cost, make_staff, page_cost
from tests.statements import put_order
from tests.world import furnish
from vouchers.actions.offers import close_offer
from vouchers.models import CartOffer, MarginGuard

PAGES = "/admin/vouchers/cartoffer/"
GUARDS = "/admin/vouchers/marginguard/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """5 May 2026."""
    with time_machine.travel(day(4), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    """May open offers and set the margin guard of their shop."""
    user = make_staff("clerk@example.com", shop)
    codes = ["add_cartoffer", "add_marginguard"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    return backoffice(user)


def typed(*steps: tuple[str, str, str], **fields: Any) -> dict[str, Any]:
    """A form as it is filled in: minimum, kind and worth of each step."""
    usual: dict[str, Any] = {
        "label_fr": "Offre fidélité",
        "audience": "members",
        "starts": "2026-05-05",
        "priority": "10",
        "with_group": "on",
        "with_vouchers": "on",
        "on_sale": "on",
        "steps-TOTAL_FORMS": "5",
        "steps-INITIAL_FORMS": "5",
    }
    rows = [*steps, *([("", "percent", "")] * (5 - len(steps)))]
    for number, (minimum, kind, worth) in enumerate(rows):
        usual |= {
            f"steps-{number}-minimum": minimum,
            f"steps-{number}-kind": kind,
            f"steps-{number}-worth": worth,
        }
    return usual | fields


def steps_of(offer: CartOffer) -> list[str]:
    return [str(step) for step in offer.steps.order_by("minimum", "pk")]


def test_an_offer_is_opened(shop: Shop, clerk: Client) -> None:
    gold = GroupFactory.create(shop=shop, name="Or")
    form = typed(
        ("50", "percent", "10"),
        ("80.50", "shipping", ""),
        ("", "amount", "2"),
        audience="groups",
        groups=[gold.pk],
        starts="2026-05-20",
        ends="2026-05-31",
        early="2026-05-10",
        early_groups=[gold.pk],
        stop="on",
    )

    answer = clerk.post(f"{PAGES}open/{shop.pk}/", form)

    offer = CartOffer.objects.get()
    assert answer.headers["Location"] == f"{PAGES}{offer.pk}/change/"
    assert steps_of(offer) == ["0.00 → 2.00", "50.00 → 10.00", "80.50 → shipping"]
    assert [
        each.isoformat() if each else None
        for each in (offer.early_from, offer.starts_at, offer.ends_at)
    ] == [
        "2026-05-09T22:00:00+00:00",
        "2026-05-19T22:00:00+00:00",
        "2026-05-31T22:00:00+00:00",
    ]
    assert offer.stop
    assert offer.author.startswith("staff:")
    page = clerk.get(answer.headers["Location"]).content.decode()
    for said in ("−10%", "Free shipping from €80.50", "From 10 May 2026 already for Or."):
        assert said in page


def test_from_today_is_from_now(shop: Shop, clerk: Client) -> None:
    clerk.post(f"{PAGES}open/{shop.pk}/", typed(("0", "percent", "10")))

    assert CartOffer.objects.get().starts_at == day(4)


def test_an_offer_may_be_for_a_segment(shop: Shop, clerk: Client) -> None:
    best = Segment.objects.create(shop=shop, name="Meilleurs")
    form = typed(("0", "percent", "10"), audience="segments", segments=[best.pk])

    page = clerk.post(f"{PAGES}open/{shop.pk}/", form, follow=True).content.decode()

    assert list(CartOffer.objects.get().segments.all()) == [best]
    assert "Meilleurs" in page


@pytest.mark.parametrize(
    ("steps", "fields", "said"),
    [
        ([], {}, "Say what it gives."),
        ([("50", "percent", "")], {}, "Say how much it gives."),
        ([("50", "percent", "101")], {}, "A percentage is at most 100."),
        ([("-1", "percent", "10")], {}, "greater than or equal to 0"),
        ([("50", "amount", "5"), ("50", "amount", "6")], {}, "Two steps begin at the same"),
        ([("0", "percent", "1")], {"starts": "2026-05-06", "ends": "2026-05-05"}, "end be"),
        ([("0", "percent", "1")], {"ends": "2026-05-04"}, "This day is over."),
        ([("0", "percent", "1")], {"audience": "groups"}, "Say which groups"),
        ([("0", "percent", "1")], {"audience": "segments"}, "Say which segments"),
        (
            [("0", "percent", "1")],
            {"starts": "2026-05-09", "early": "2026-05-08"},
            "Early access needs a day and groups.",
        ),
        ([("0", "percent", "1")], {"products": "p404"}, "The shop has no such article"),
    ],
)
def test_a_form_that_makes_no_offer_says_why(
    shop: Shop,
    clerk: Client,
    steps: list[tuple[str, str, str]],
    fields: dict[str, Any],
    said: str,
) -> None:
    page = clerk.post(f"{PAGES}open/{shop.pk}/", typed(*steps, **fields))

    assert page.status_code == 200
    assert said in page.content.decode()
    assert not CartOffer.objects.exists()


def test_the_form_of_an_offer_shows_it_and_saving_it_unchanged_keeps_it(
    shop: Shop, clerk: Client
) -> None:
    gold = GroupFactory.create(shop=shop)
    offer = open_offer(
        shop,
        percent(50, 10),
        ships(80),
        starts_at=day(9),
        ends_at=day(20),
        early_from=day(7),
        early_groups=[gold],
    )

    form = clerk.get(f"{PAGES}{offer.pk}/edit/").context["form"]

    assert [step["minimum"].value() for step in form.steps][:3] == [
        Decimal("50.00"),
        Decimal("80.00"),
        None,
    ]
    assert f"{form['early'].value()}" == "2026-05-08"
    assert form["early_groups"].value() == [gold.pk]


def test_a_running_offer_is_replaced(shop: Shop, clerk: Client) -> None:
    offer = open_offer(shop, percent(50, 10))

    answer = clerk.post(
        f"{PAGES}{offer.pk}/edit/", typed(("50", "percent", "15"), starts="2026-05-01")
    )

    changed = CartOffer.objects.get(replaces=offer)
    assert answer.headers["Location"] == f"{PAGES}{changed.pk}/change/"
    offer.refresh_from_db()
    assert (offer.closed_at, changed.starts_at) == (day(4), day(4))
    assert steps_of(changed) == ["50.00 → 15.00"]


def test_an_offer_is_closed_once(shop: Shop, clerk: Client) -> None:
    offer = open_offer(shop, percent(50, 10))
    page = f"{PAGES}{offer.pk}/"
    assert "Close this offer now" in clerk.get(f"{page}change/").content.decode()

    said = [clerk.post(f"{page}close/", follow=True).content.decode() for _ in range(2)]

    assert "The offer is closed" in said[0]
    assert "This offer is over." in said[1]
    assert "Close this offer now" not in said[1]


def test_orders_and_discounts_of_an_offer_are_counted(
    shop: Shop, clerk: Client, alice: Customer
) -> None:
    offer = open_offer(shop, percent(40, 10))
    for number in ("46", "47"):
        put_order(shop, number, customer=alice, discount=Decimal(4), shipping=Decimal(5))

    row = clerk.get(PAGES).context["cl"].result_list[0]
    page = clerk.get(f"{PAGES}{offer.pk}/change/").content.decode()

    assert (row.orders, row.given) == (2, Decimal("8.00"))
    assert "€8.00" in page


@pytest.mark.parametrize(
    ("standing", "found"), [("open", 1), ("scheduled", 1), ("over", 1)]
)
def test_offers_are_found_by_their_state(
    shop: Shop, clerk: Client, standing: str, found: int
) -> None:
    open_offer(shop, percent(0, 1))
    open_offer(shop, percent(0, 1), starts_at=day(5))
    open_offer(shop, percent(0, 1), ends_at=day(4))

    page = clerk.get(PAGES, {"standing": standing})

    assert page.context["cl"].result_count == found


def test_the_ceiling_is_set_and_every_one_is_kept(shop: Shop, clerk: Client) -> None:
    form = {"percent": "30", "offer": "2", "group": "3", "voucher": "4", "shipping": "1"}

    clerk.post(f"{GUARDS}set/{shop.pk}/", form)
    clerk.post(f"{GUARDS}set/{shop.pk}/", form)
    with time_machine.travel(day(5), tick=False):
        page = clerk.post(
            f"{GUARDS}set/{shop.pk}/",
            form | {"percent": "", "shipping": ""},
            follow=True,
        ).content.decode()

    rows = MarginGuard.objects.order_by("starts_at")
    assert [(row.percent, row.cut_order) for row in rows] == [
        (Decimal(30), ["shipping", "offer", "group", "voucher"]),
        (None, ["offer", "group", "voucher"]),
    ]
    assert "30%" in page
    assert "first cart offers, then the group’s discount, then vouchers" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"percent": "0"}, "greater than or equal to 0.01"),
        ({"percent": "101"}, "less than or equal to 100"),
        ({"group": "1"}, "Two of them have the same turn."),
        ({"voucher": ""}, "This field is required."),
    ],
)
def test_a_ceiling_that_makes_no_sense_is_refused(
    shop: Shop, clerk: Client, fields: dict[str, str], said: str
) -> None:
    form = {"percent": "30", "offer": "1", "group": "2", "voucher": "3", "shipping": ""}

    page = clerk.post(f"{GUARDS}set/{shop.pk}/", form | fields)

    assert said in page.content.decode()
    assert not MarginGuard.objects.exists()


def test_a_capped_order_says_so(shop: Shop, clerk: Client, alice: Customer) -> None:
    set_guard(shop, 5)
    open_offer(shop, percent(0, 10))
    put_order(shop, "46", customer=alice, discount=Decimal(2), shipping=Decimal(5))
    put_order(shop, "47", customer=alice, shipping=Decimal(5))

    found = clerk.get("/admin/shop/order/", {"capped": "yes"}).context["cl"].result_list
    page = clerk.get(f"/admin/shop/order/{found[0].pk}/change/").content.decode()

    assert [order.external_id for order in found] == ["46"]
    assert "<strong>Capped</strong>" in page
    assert "came to €4.00 and were lowered to €2.00: 5% of the articles" in page
    assert "Offre fidélité</a>" in page


@pytest.mark.parametrize("path", ["cartoffer/open", "marginguard/set"])
def test_offers_are_changed_only_by_staff_with_the_right_for_this_shop(
    shop: Shop, clerk: Client, path: str
) -> None:
    looker = backoffice(make_staff("looker@example.com", shop))
    elsewhere = make_shop("autre")

    assert looker.get(f"/admin/vouchers/{path}/{shop.pk}/").status_code == 403
    assert clerk.get(f"/admin/vouchers/{path}/{elsewhere.pk}/").status_code == 404


def test_an_offer_of_another_shop_is_not_there(clerk: Client) -> None:
    offer = open_offer(make_shop("autre"), percent(0, 10))

    assert clerk.get(f"{PAGES}{offer.pk}/edit/").status_code == 404
    assert clerk.post(f"{PAGES}{offer.pk}/close/").status_code == 404


def test_who_may_only_look_closes_nothing(shop: Shop) -> None:
    looker = backoffice(make_staff("looker@example.com", shop))
    offer = open_offer(shop, percent(0, 10))

    assert looker.post(f"{PAGES}{offer.pk}/close/").status_code == 403
    page = looker.get(f"{PAGES}{offer.pk}/change/").content.decode()
    assert "Close this offer now" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_whatever_their_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "vouchers/cartoffer") == (11, rows)
    assert list_cost(clerk, "vouchers/marginguard") == (7, rows)


@pytest.mark.parametrize("orders", [1, 3])
def test_the_page_of_an_offer_costs_the_same_whatever_it_came_to(
    shop: Shop, clerk: Client, alice: Customer, orders: int
) -> None:
    offer = open_offer(shop, percent(40, 10))
    for number in range(orders):
        put_order(
            shop, f"{number}", customer=alice, discount=Decimal(4), shipping=Decimal(5)
        )

    assert page_cost(clerk, f"{PAGES}{offer.pk}/change/") == 15


def test_nobody_opens_what_is_over_again(shop: Shop, clerk: Client) -> None:
    offer = open_offer(shop, percent(0, 10))
    close_offer(offer=offer, now=day(3))

    page = clerk.post(f"{PAGES}{offer.pk}/edit/", typed(("0", "percent", "20")))

    assert "This offer is over." in page.content.decode()
