"""« Mon compte » at a first_page. The tests read the English page."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.models import Category, Customer, Shop
from tests.factories import START, VoucherFactory, day, line, make_shop
from tests.statements import adjust, convert, put_customer, put_order, set_rules

ACCOUNT = "/boutique/compte/"

type Visit = Callable[[Customer], Client]


def read(visitor: Client, page: str = ACCOUNT, *, on: float = 1) -> str:
    """The words of the page, as on that day."""
    with time_machine.travel(day(on), tick=False):
        content = visitor.get(page).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_the_balance_stands_in_points_and_in_euros_with_one_button(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)

    page = read(visit(alice))

    assert "Hello Alice" in page
    assert "4 points = €2.00" in page
    assert "Turn my points into a voucher of €2.00" in page
    assert "Order no. 46 1 May 2026 +4" in page
    assert "€10.00 spent = 1 point, worth €0.50" in page


def test_points_expire_on_their_last_usable_day(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)

    assert "4 points expire on 9 August 2026" in read(visit(alice))
    assert "4 points = €2.00" in read(visit(alice), on=100.4)
    assert "0 points = €0.00" in read(visit(alice), on=100.6)


@pytest.mark.django_db
def test_the_days_of_the_first_page_are_those_of_the_shop(visit: Visit) -> None:
    reunion = make_shop("reunion", timezone="Indian/Reunion")
    alice = put_customer(reunion, "57", email="alice@example.com").row
    # 23 h in Paris on 1 May is already 2 May on the island.
    put_order(reunion, "46", customer=alice, paid_at=day(11 / 24), on=1)

    page = read(visit(alice), "/reunion/compte/", on=2)

    assert "Order no. 46 2 May 2026" in page
    assert "4 points expire on 10 August 2026" in page


def test_below_the_minimum_a_sentence_stands_for_the_button(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    set_rules(shop, convert_minimum=7)
    put_order(shop, "46", customer=alice)

    page = read(visit(alice))

    assert "Only 3 points to go for a voucher of €3.50." in page
    assert "Turn" not in page


def test_only_whole_steps_of_points_convert(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    set_rules(shop, convert_minimum=2, convert_step=3)
    put_order(shop, "46", customer=alice)

    assert "Turn 3 points into a voucher of €1.50" in read(visit(alice))


def test_pending_points_have_their_day(shop: Shop, alice: Customer, visit: Visit) -> None:
    set_rules(shop, pending_days=14)
    put_order(shop, "46", customer=alice)
    put_order(shop, "47", line(price="10.00"), customer=alice)

    page = read(visit(alice))

    assert "0 points = €0.00" in page
    assert "5 points pending, available on 15 May 2026" in page


def test_a_debt_is_shown_with_its_cause(shop: Shop, alice: Customer, visit: Visit) -> None:
    put_order(shop, "46", customer=alice)
    bought = convert(alice, on=1)
    put_order(
        shop,
        "47",
        line(price="5.00"),
        customer=alice,
        vouchers=(bought.code,),
        on=2,
        placed_at=day(2),
        paid_at=day(2),
    )
    put_order(shop, "46", customer=alice, state="refunded", on=3)

    browser = visit(alice)
    first_page = read(browser, on=4)
    page = read(browser, f"{ACCOUNT}points/", on=4)

    assert "You owe 4 points: they had already been used" in first_page
    assert "make up for it first. Where it comes from" in first_page
    assert "make up for it first. Order no. 46, on 4 May 2026: 4 points" in page
    for each in (first_page, page):
        assert "already made up for" not in each
        assert "to go for" not in each


def test_a_debt_paid_off_is_no_longer_shown(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    test_a_debt_is_shown_with_its_cause(shop, alice, visit)
    put_order(shop, "48", customer=alice, on=5)

    assert "You owe" not in read(visit(alice), on=6)


def test_a_new_customer_reads_what_will_be_here(alice: Customer, visit: Visit) -> None:
    page = read(visit(alice))

    assert "Your points will appear here after your next order" in page
    assert "€10.00 spent = 1 point, worth €0.50" in page
    assert "No voucher for now." in page


def test_the_rule_is_the_one_in_force(shop: Shop, alice: Customer, visit: Visit) -> None:
    set_rules(shop, ratio=Decimal(2), points_per_block=10, value=Decimal("0.0125"))

    assert "€2.00 spent = 10 points, worth €0.13" in read(visit(alice))


def test_usable_vouchers_show_what_it_takes_to_use_them(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    voucher = VoucherFactory.create(
        shop=shop, customer=alice, code="FID-7KQ4M2XD9A", minimum=Decimal(15)
    )
    voucher.categories.add(
        *(Category.objects.create(shop=shop, external_id=name, name=name) for name in "AB")
    )
    VoucherFactory.create(shop=shop, customer=alice, code="FID-LATE", valid_until=day(0.5))

    page = read(visit(alice))

    assert "€5.00 Récompense fidélité Code: FID-7KQ4M2XD9A" in page
    assert "Valid until 31 May 2026 on purchases from €15.00" in page
    assert "Only on: A, B" in page
    assert "FID-LATE" not in page


def test_the_vouchers_page_shows_what_became_of_each_voucher(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    for code, fields in {
        "FID-USABLE": {},
        "FID-EXPIRED": {"valid_until": day(0.5)},
        "FID-CANCELLED": {"cancelled_at": day(0.5)},
        "FID-LATER": {"valid_from": day(20)},
    }.items():
        VoucherFactory.create(shop=shop, customer=alice, code=code, **fields)

    page = read(visit(alice), f"{ACCOUNT}bons/")

    assert page.index("FID-USABLE") < page.index("Other vouchers")
    assert "FID-EXPIRED Was valid until 1 May 2026 " in page
    assert "FID-CANCELLED Cancelled on 2 May 2026 " in page
    assert "FID-LATER Valid from 21 May 2026 " in page


@pytest.mark.parametrize(
    ("path", "most"), [("", 8), ("points/", 7), ("bons/", 7), ("bons/FID-ONE/", 5)]
)
def test_a_page_costs_the_same_whatever_the_history(
    shop: Shop, alice: Customer, visit: Visit, path: str, most: int
) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code="FID-ONE", valid_until=day(90))
    browser = visit(alice)
    costs = []
    for orders in (range(1), range(1, 3), range(3, 60)):
        for number in orders:
            put_order(shop, f"{number}", customer=alice)
        VoucherFactory.create_batch(
            len(orders), shop=shop, customer=alice, cancelled_at=day(1)
        )
        with CaptureQueriesContext(connection) as queries:
            read(browser, ACCOUNT + path)
        costs.append(len(queries))

    assert costs == [most] * 3


def test_an_adjustment_stands_in_words(alice: Customer, visit: Visit) -> None:
    adjust(alice, 5, on=1)

    assert "Adjustment by the shop 2 May 2026 +5" in read(visit(alice), on=2)


def test_pages_of_an_account_are_not_cached(alice: Customer, visit: Visit) -> None:
    caching = visit(alice).get(ACCOUNT)["Cache-Control"]

    assert "no-store" in caching
    assert "private" in caching


def test_pages_hold_no_inline_script_or_style(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice, paid_at=START)

    answer = visit(alice).get(ACCOUNT)

    assert not re.search(
        r"<script(?! src=)|<style|style=|\son\w+=", answer.content.decode()
    )
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_language_is_french_unless_the_browser_or_a_choice_says_otherwise(
    alice: Customer, visit: Visit
) -> None:
    english = visit(alice)
    french = Client()
    french.cookies = english.cookies

    assert '<html lang="en">' in english.get(ACCOUNT).content.decode()
    assert '<html lang="fr">' in french.get(ACCOUNT).content.decode()

    chosen = english.post("/langue/", {"language": "fr", "next": f"{ACCOUNT}points/"})
    assert chosen["Location"] == f"{ACCOUNT}points/"
    assert '<html lang="fr">' in english.get(ACCOUNT).content.decode()


def test_choosing_a_language_leads_nowhere_else(visitor: Client) -> None:
    answer = visitor.post("/langue/", {"language": "en", "next": "https://evil.example/"})

    assert answer["Location"] == "/"
