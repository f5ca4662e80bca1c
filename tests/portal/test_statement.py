"""The customer's statement: all movements, as a file for a spreadsheet."""

import csv
import io
from collections.abc import Callable

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from points import actions as points
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import adjust, convert, put_order

STATEMENT = "/boutique/compte/points/releve.csv"

type Visit = Callable[[Customer], Client]


def download(client: Client, language: str = "en") -> list[list[str]]:
    with time_machine.travel(day(9), tick=False):
        answer = client.get(STATEMENT, headers={"accept-language": language})
        content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return [*csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]


def test_the_statement_has_every_movement_the_oldest_first(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", line(price="100.00"), customer=alice, reference="CMD46")
    voucher = convert(alice, 4, on=1)
    adjust(alice, 2, on=3)

    assert download(visit(alice)) == [
        ["Date", "Cause", "Order", "Points", "Balance"],
        ["2026-05-01", "Order no. CMD46", "CMD46", "10", "10"],
        ["2026-05-02", f"Voucher {voucher.code}", "", "-4", "6"],
        ["2026-05-04", "Adjustment by the shop", "", "2", "8"],
    ]


def test_a_french_reader_has_french_days(shop: Shop, alice: Customer, visit: Visit) -> None:
    put_order(shop, "46", customer=alice)

    rows = download(visit(alice), "fr")

    assert [len(row) for row in rows] == [5, 5]
    assert (rows[1][0], rows[1][3:]) == ("01/05/2026", ["4", "4"])


def test_the_days_of_the_statement_are_the_shops(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    """Half past eleven in the evening, UTC, is the next day in Paris."""
    late = day(0).replace(hour=23, minute=30)
    put_order(shop, "46", customer=alice, placed_at=late, paid_at=late, now=day(1))

    assert download(visit(alice))[1][0] == "2026-05-02"


def test_the_statement_is_named_after_the_shop_and_the_day(
    alice: Customer, visit: Visit
) -> None:
    with time_machine.travel(day(9), tick=False):
        answer = visit(alice).get(STATEMENT)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="points-statement-boutique-2026-05-10.csv"'
    )


def test_a_formula_of_the_shop_is_only_text(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice, reference="=1+1 & <b>")

    assert download(visit(alice))[1][1:3] == ["Order no. =1+1 & <b>", "'=1+1 & <b>"]


def test_nobody_else_reads_the_statement(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit, visitor: Client
) -> None:
    put_order(shop, "46", customer=alice)
    assert visitor.get(STATEMENT).status_code == 302

    assert len(download(visit(bob))) == 1


def test_the_statement_costs_the_same_however_long(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    client, costs = visit(alice), []
    for number in range(3):
        put_order(shop, f"{number}", customer=alice)
        with CaptureQueriesContext(connection) as asked:
            assert len(download(client)) == number + 2
        costs.append(len(asked))

    assert costs[0] == costs[2]


def test_the_page_of_points_offers_the_statement(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)

    assert STATEMENT in visit(alice).get("/boutique/compte/points/").content.decode()


def test_after_a_merge_either_address_opens_the_kept_statement(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    from tests.statements import merge  # noqa: PLC0415

    put_order(shop, "46", customer=alice)
    merge(bob, alice, on=1)

    rows = download(visit(alice))

    assert [row[1:] for row in rows[1:]] == [
        ["Points of your two accounts brought together", "", "4", "4"]
    ]
    points.convert(customer=bob, points=4, author="customer", now=day(2))
    assert download(visit(bob)) == download(visit(alice))
