"""The history, and points that become a voucher."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from earning.models import ActionTerms
from points import actions as points
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.portal.test_account import read
from tests.statements import adjust, assert_honest, convert, points_of, put_order, set_rules
from vouchers.actions.cancelling import cancel
from vouchers.models import Voucher

POINTS = "/boutique/compte/points/"

type Visit = Callable[[Customer], Client]


@pytest.fixture
def rich(shop: Shop, alice: Customer) -> Customer:
    """Alice with ten points."""
    put_order(shop, "46", line(price="100.00"), customer=alice)
    return alice


def turn(visitor: Client, points: str | None = None, source: str | None = None) -> Any:
    asked = {} if points is None else {"points": points}
    with time_machine.travel(day(1), tick=False):
        return visitor.post(POINTS, {"source": source or uuid.uuid4(), **asked})


def tokens_of(visitor: Client, path: str) -> set[str]:
    with time_machine.travel(day(1), tick=False):
        content = visitor.get(path).content.decode()
    return set(re.findall(r'name="source" value="([^"]+)"', content))


def rows(page: str) -> list[str]:
    """The lines of the history, without what stands around them."""
    page = page.replace(" Why this number?", "")
    table = re.split(r" (?=Newer|Page \d|The balance)", page.partition("Balance ")[2])[0]
    return re.split(r" (?=Order no\.|Voucher FID|Adjustment|Points of)", table)


def test_all_points_become_a_voucher(rich: Customer, visit: Visit) -> None:
    answer = turn(visit(rich))

    voucher = Voucher.objects.get()
    assert answer["Location"] == f"/boutique/compte/bons/{voucher.code}/"
    assert (
        f"Here is your voucher of €5.00: {voucher.code}, valid until 2 May 2027"
        " on purchases from €5.00." in read(visit(rich), answer["Location"])
    )
    assert points_of(rich, on=1) == (0, 0, 0)


def test_the_same_page_sent_twice_converts_once(rich: Customer, visit: Visit) -> None:
    browser = visit(rich)
    [token] = tokens_of(browser, "/boutique/compte/")

    first, again = (turn(browser, source=token) for _ in range(2))

    assert first["Location"] == again["Location"]
    assert Voucher.objects.count() == 1
    assert_honest()


def test_each_page_has_a_token_of_its_own(rich: Customer, visit: Visit) -> None:
    first, second = (tokens_of(visit(rich), POINTS) for _ in range(2))

    assert len(first) == len(second) == 1
    assert first != second


def test_a_token_of_somebody_else_is_only_a_token(
    shop: Shop, rich: Customer, bob: Customer, visit: Visit
) -> None:
    put_order(shop, "47", customer=bob)
    token = str(uuid.uuid4())

    turn(visit(rich), source=token)
    turn(visit(bob), source=token)

    assert [voucher.customer for voucher in Voucher.objects.order_by("pk")] == [rich, bob]


def test_a_part_of_the_points_becomes_a_voucher(rich: Customer, visit: Visit) -> None:
    turn(visit(rich), "4")

    assert str(Voucher.objects.get().amount) == "2.00"
    assert points_of(rich, on=1) == (6, 0, 0)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("11", "11 points asked, 10 available."),
        ("1", "A voucher takes at least 4 points; 10 available."),
        ("5", "Points convert in steps of 2; 5 is not one."),
        ("", "This field is required."),
        ("0", "A voucher takes at least 4 points; 10 available."),
        ("-4", "A voucher takes at least 4 points; 10 available."),
        ("4.5", "Enter a whole number."),
        ("4; DROP TABLE", "Enter a whole number."),
    ],
)
def test_a_wrong_number_of_points_is_refused_beside_its_field(
    shop: Shop, rich: Customer, visit: Visit, asked: str, sentence: str
) -> None:
    set_rules(shop, convert_minimum=3, convert_step=2)

    content = turn(visit(rich), asked).content.decode()

    assert f'id="id_points_error" role="alert">{sentence}</p>' in content
    assert 'aria-invalid="true"' in content
    assert 'aria-describedby="id_points_helptext id_points_error"' in content
    assert Voucher.objects.count() == 0


def test_the_field_says_what_it_takes(shop: Shop, rich: Customer, visit: Visit) -> None:
    set_rules(shop, convert_minimum=3, convert_step=2)

    with time_machine.travel(day(1), tick=False):
        content = visit(rich).get(POINTS).content.decode()
    assert 'min="4" max="10" step="2"' in content
    assert "From 4 to 10, in steps of 2." in content


@pytest.mark.parametrize("source", ["", "no-uuid"])
def test_a_form_without_its_token_does_nothing(
    rich: Customer, visit: Visit, source: str
) -> None:
    with time_machine.travel(day(1), tick=False):
        content = visit(rich).post(POINTS, {"source": source}).content.decode()

    assert "nothing was turned" in content
    assert Voucher.objects.count() == 0


def test_nothing_to_convert_is_said_even_without_a_field(
    rich: Customer, visit: Visit
) -> None:
    convert(rich, on=1)

    content = turn(visit(rich)).content.decode()

    assert "A voucher takes at least 1 point; 0 available." in content
    assert Voucher.objects.count() == 1


def test_each_movement_says_what_became_of_its_points(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "1", line(price="10.00"), customer=alice)
    put_order(shop, "2", line(price="20.00"), customer=alice)
    put_order(shop, "2", line(price="20.00"), customer=alice, state="cancelled", on=1)
    voucher = convert(alice, 1, on=2)
    set_rules(shop, pending_days=14, on=3)
    put_order(
        shop,
        "3",
        line(price="30.00"),
        customer=alice,
        placed_at=day(4),
        paid_at=day(4),
        on=4,
    )
    adjust(alice, 5, on=5)
    adjust(alice, -2, on=6)

    assert rows(read(visit(alice), POINTS, on=7)) == [
        "Adjustment by the shop 7 May 2026 −2 – 6",
        "Adjustment by the shop 6 May 2026 +5 Available 8",
        "Order no. 3 5 May 2026 +3 Pending until 19 May 2026 3",
        f"{voucher} 3 May 2026 −1 Converted 0".replace("FID", "Voucher FID"),
        "Order no. 2 2 May 2026 −2 Cancelled 1",
        "Order no. 2 1 May 2026 +2 Cancelled 3",
        "Order no. 1 1 May 2026 +1 Converted 1",
    ]


def test_expired_points_and_returned_points_are_listed(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "1", line(price="10.00"), customer=alice)
    voucher = convert(alice, on=1)
    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(2))
    list(points.expire_due(now=day(101)))

    assert rows(read(visit(alice), POINTS, on=102))[:3] == [
        "Points of order no. 1 expired 10 August 2026 −1 Expired 0",
        f"Voucher {voucher} cancelled, points returned 3 May 2026 +1 – 1",
        f"Voucher {voucher} 2 May 2026 −1 Converted 0",
    ]


def test_the_history_comes_in_pages_of_fifty(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    for number in range(51):
        put_order(shop, f"{number}", customer=alice)

    first, second, beyond = (
        read(visit(alice), f"{POINTS}?page={page}") for page in ("", "2", "x9")
    )

    assert len(rows(first)) == 50
    assert "Page 1 of 2 Older" in first
    assert rows(second)[0].startswith("Order no. 0 ")
    assert "Newer Page 2 of 2" in second
    assert "Page 1 of 2" in beyond


def test_a_history_to_come_says_so(alice: Customer, visit: Visit) -> None:
    assert "Each order that earns you points will stand here" in read(visit(alice), POINTS)


def test_a_voucher_that_is_gone_says_so(rich: Customer, visit: Visit) -> None:
    voucher = convert(rich, on=1)
    cancel(voucher=voucher, now=day(2))

    page = read(visit(rich), f"/boutique/compte/bons/{voucher.code}/", on=3)

    assert "Here is your voucher" not in page
    assert "Cancelled on 3 May 2026" in page


def test_earning_actions_are_listed_until_used_up(
    shop: Shop, rich: Customer, visit: Visit
) -> None:
    assert "Earn more points" not in read(visit(rich), POINTS)
    gifts = {"account_opened": 1, "birthday": 20, "first_order": 50, "review": 5}
    terms = [ActionTerms(type=each, points=gift) for each, gift in gifts.items()]
    terms.append(ActionTerms(type="newsletter", points=7, cap=1))
    set_rules(shop, actions=terms)

    offered = "Earn more points Your birthday 20 points Reviewing a product 5 points"
    assert f"{offered} Subscribing to the newsletter 7 points" in read(visit(rich), POINTS)
    for action in ("newsletter", "review"):
        points.reward_action(
            customer=rich, action=action, source="1", author="api:1", now=day(0)
        )

    page = read(visit(rich), POINTS)
    assert f"{offered} History" in page
    assert "Review 1 May 2026 +5 Available 22" in page


def test_the_first_order_bonus_is_shown_before_the_first_order(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    set_rules(shop, actions=[ActionTerms(type="first_order", points=50)])

    assert "Your first order 50 points" in read(visit(alice), POINTS)


@pytest.mark.parametrize(
    ("sort", "shown", "hidden"),
    [
        ("orders", ["Order no. 46"], ["Voucher FID", "Adjustment"]),
        ("vouchers", ["Voucher FID"], ["Order no. 46", "Adjustment"]),
        ("others", ["Adjustment by the shop"], ["Order no. 46", "Voucher FID"]),
        ("ended", ["No movement of this kind so far."], ["Order no. 46", "Adjustment"]),
        ("nonsense", ["Order no. 46", "Voucher FID", "Adjustment"], []),
    ],
)
def test_the_history_is_filtered_by_sort(
    rich: Customer, visit: Visit, sort: str, shown: list[str], hidden: list[str]
) -> None:
    convert(rich, 4, on=1)
    adjust(rich, 3, on=1)

    page = read(visit(rich), f"{POINTS}?sort={sort}").partition("History")[2]

    assert [each for each in shown if each not in page] == []
    assert [each for each in hidden if each in page] == []


def test_the_balance_of_a_movement_is_the_same_however_it_is_found(
    rich: Customer, visit: Visit
) -> None:
    convert(rich, 4, on=1)
    adjust(rich, 3, on=1)

    (line,) = rows(read(visit(rich), f"{POINTS}?sort=others"))

    assert line.startswith("Adjustment by the shop 2 May 2026 +3 Available 9")


def test_the_pages_of_a_filtered_history_keep_the_filter(
    rich: Customer, visit: Visit
) -> None:
    for number in range(1, 52):
        adjust(rich, number, on=1)

    page = visit(rich).get(f"{POINTS}?sort=others").content.decode()

    assert 'href="?sort=others&amp;page=2"' in page
    assert "Page 1 of 2" in page
