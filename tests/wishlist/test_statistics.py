"""What the merchant reads of wishes: the top ten by period, and what became of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from programme import actions as programme
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import ProductFact
from tests.factories import START, CustomerFactory, day, line, make_shop
from tests.staff import backoffice, make_staff, page_cost, read
from tests.statements import merge, put_order
from tests.wishlist.favourites import add, open_list
from wishlist import actions as wishlist
from wishlist.queries import statistics
from wishlist.rules import Span

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(40), tick=False):
        yield


def figures(rows: list[statistics.RankedProduct]) -> list[tuple[str, int]]:
    return [(row.name, row.many) for row in rows]


def top(shop: Shop, span: Span, *, on: float = 40) -> list[tuple[str, int]]:
    return figures(statistics.top_added(shop, span.since(day(on), PARIS)))


def state(shop: Shop, product: str, **fields: Any) -> None:
    fact = ProductFact(updated_at=START, name=product, price=Decimal(40), **fields)
    shops.state_product(shop=shop, external_id=product, fact=fact)


def buy(customer: Customer, product: str, *, on: float, state: str = "paid") -> None:
    put_order(
        customer.shop,
        f"{product}-{customer.pk}-{on}",
        line(1, product=product),
        customer=customer,
        placed_at=day(on),
        on=on,
        state=state,
    )


@pytest.mark.parametrize(
    ("span", "since"),
    [
        ("today", datetime(2026, 6, 9, 22, tzinfo=UTC)),
        ("month", datetime(2026, 5, 31, 22, tzinfo=UTC)),
        ("year", datetime(2025, 12, 31, 23, tzinfo=UTC)),
        ("last_day", datetime(2026, 6, 9, 10, tzinfo=UTC)),
        ("last_30_days", datetime(2026, 5, 11, 10, tzinfo=UTC)),
        ("last_365_days", datetime(2025, 6, 10, 10, tzinfo=UTC)),
    ],
)
def test_a_span_begins_in_the_shops_zone_or_rolls(span: str, since: datetime) -> None:
    assert Span(span).since(day(40), PARIS) == since


def test_the_top_is_told_by_calendar_and_rolling(shop: Shop, alice: Customer) -> None:
    for product, on in [("p1", 40), ("p2", 39.4), ("p3", 32), ("p4", 12), ("p5", -200)]:
        add(alice, product, on=on)

    found = {span: [name for name, _many in top(shop, span)] for span in Span}
    assert found == {
        Span.TODAY: ["p1"],
        Span.MONTH: ["p1", "p2", "p3"],
        Span.YEAR: ["p1", "p2", "p3", "p4"],
        Span.LAST_DAY: ["p1", "p2"],
        Span.LAST_30_DAYS: ["p1", "p2", "p3", "p4"],
        Span.LAST_365_DAYS: ["p1", "p2", "p3", "p4", "p5"],
    }


def test_a_day_counts_a_customer_once(shop: Shop, alice: Customer, bob: Customer) -> None:
    noel = open_list(alice)
    add(alice, on=38)
    add(alice, on=38, onto=noel.pk)
    add(bob, on=38)
    wishlist.remove_favourite(customer=alice, product="p1", now=day(39))
    add(alice, on=39)
    add(bob, "p2", on=38)

    assert top(shop, Span.MONTH) == [("p1", 3), ("p2", 1)]


def test_a_ranking_lists_ten_products_the_best_first(shop: Shop, alice: Customer) -> None:
    for number in range(12):
        add(alice, f"p{number:02}", on=39)
    add(CustomerFactory.create(shop=shop), "p11", on=39)

    found = top(shop, Span.MONTH)
    assert (len(found), found[0], found[1]) == (10, ("p11", 2), ("p00", 1))


def test_wishes_of_erased_and_merged_customers_count(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    zoe = CustomerFactory.create(shop=shop, external_id="z")
    for customer in (alice, bob, zoe):
        add(customer, on=39)
    merge(alice, bob, on=39)
    programme.erase_customer(shop=shop, external_id="z", author="system", now=day(39))

    assert top(shop, Span.MONTH) == [("p1", 2)]


def test_conversion_is_wished_then_bought(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(alice, "p0", on=1)
    for product in ("p0", "p1", "p2", "p3"):
        add(alice, product, on=35)
    add(bob, "p1", on=35)
    buy(alice, "p1", on=36)
    buy(alice, "p1", on=37)
    buy(alice, "p2", on=36, state="cancelled")
    buy(bob, "p3", on=36)

    found = statistics.conversion(shop, Span.MONTH.since(day(40), PARIS))

    assert (found.wished, found.bought, found.percent) == (5, 1, Decimal("20.0"))
    assert statistics.conversion(shop, day(40)).percent is None


def test_unbought_wishes_are_ranked(shop: Shop, alice: Customer, bob: Customer) -> None:
    for customer in (alice, bob):
        add(customer, "p1", on=1)
        add(customer, "p2", on=1)
    buy(alice, "p1", on=2)
    off = add(bob, "p3", on=1)
    wishlist.remove_wish(customer=bob, wish=off.pk, now=day(2))

    assert figures(statistics.unbought(shop)) == [("p2", 2), ("p1", 1)]


def test_wishes_out_of_stock_are_ranked(shop: Shop, alice: Customer) -> None:
    state(shop, "here", stock=3)
    state(shop, "unknown")
    state(shop, "sold out", stock=0)
    state(shop, "hidden", active=False)
    for product in ("here", "unknown", "sold out", "hidden"):
        add(alice, product)
    add(alice, "sold out", onto=open_list(alice).pk)

    assert figures(statistics.out_of_stock(shop)) == [("sold out", 1), ("hidden", 1)]


def test_the_page_shows_rankings_and_exports_them(shop: Shop, alice: Customer) -> None:
    add(alice, "=1+1", on=40)
    clerk = backoffice(make_staff("clerk@example.com", shop))
    address = f"/admin/wishlist/wishlist/statistics/{shop.pk}/"

    page = clerk.get(address).content.decode()
    assert "Added most often" in page
    assert "=1+1" in page
    assert address in clerk.get("/admin/wishlist/wishlist/").content.decode()

    rows = read(_Whole(clerk.get(f"{address}?span=today&csv=1").content))
    assert rows == [["Product", "Times added"], ["'=1+1", "1"]]
    assert clerk.get(f"{address}?span=nonsense").status_code == 200


class _Whole:
    """An answer that came in one piece, read as one that is streamed."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def getvalue(self) -> bytes:
        return self._content


def test_staff_of_another_shop_read_nothing(shop: Shop) -> None:
    sam = backoffice(make_staff("sam@example.com", make_shop("other")))

    found = sam.get(f"/admin/wishlist/wishlist/statistics/{shop.pk}/")

    assert found.status_code == 404


def test_the_page_costs_the_same_at_any_length(shop: Shop, alice: Customer) -> None:
    clerk = backoffice(make_staff("clerk@example.com", shop))
    costs = []
    for many in (1, 3):
        for number in range(many):
            add(alice, f"p{number}", on=40)
        costs.append(page_cost(clerk, f"/admin/wishlist/wishlist/statistics/{shop.pk}/"))

    assert costs[0] == costs[1]
