"""What each action has cost and brought, against the books."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db.models import Sum

from accounts.rules import RoleName
from analytics.queries.returns import Returns, returns
from analytics.queries.week import sales
from core.periods import Period
from shop.models import Customer, CustomerGroup, Shop
from shop.rules.facts import CardPaymentFact
from tests.factories import GroupFactory, VoucherFactory, day, line, make_card
from tests.staff import backoffice, make_boss, make_member, read
from tests.statements import convert, put_order, set_rules
from vouchers.models import OfferUse, Voucher, VoucherUse

MAY = Period(first=date(2026, 5, 1), last=date(2026, 5, 31))


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with time_machine.travel(day(31), tick=False):
        yield


def buy(shop: Shop, number: str, who: Customer | None, on: float, **fields: Any) -> None:
    put_order(
        shop, number, customer=who, on=on, placed_at=day(on), paid_at=day(on), **fields
    )


@pytest.fixture
def lived(shop: Shop, alice: Customer, bob: Customer) -> Shop:
    """Alice turns points into 4 €, uses them, and 5 € of staff's; Bob pays with a card; a
    guest pays all.
    """
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.10"))
    buy(shop, "O1", alice, 2)
    voucher = convert(alice, 40, on=3)
    buy(shop, "O2", alice, 4, vouchers=(voucher.code,), discount=Decimal(4))
    gift = VoucherFactory.create(shop=shop, customer=alice, origin=Voucher.Origin.MANUAL)
    buy(shop, "O3", alice, 5, vouchers=(gift.code,), discount=Decimal(5))
    card = make_card(shop)
    paid = CardPaymentFact(code=card.code, amount=Decimal(30))
    buy(shop, "O4", bob, 6, gift_cards=(paid,))
    buy(shop, "O5", None, 7, email="zoe@example.com")
    return shop


def test_each_action_has_its_orders_what_it_gave_and_their_turnover(lived: Shop) -> None:
    found = returns(lived, MAY)

    assert [
        (each.action, each.orders, each.given, each.turnover) for each in found.actions
    ] == [
        ("gift_card", 1, Decimal("30.00"), Decimal("40.00")),
        ("manual", 1, Decimal("5.00"), Decimal("35.00")),
        ("points", 1, Decimal("4.00"), Decimal("36.00")),
    ]


def test_the_sums_of_the_page_are_those_of_the_books(lived: Shop) -> None:
    found = returns(lived, MAY)

    books = VoucherUse.objects.aggregate(total=Sum("amount"))["total"]
    books += OfferUse.objects.aggregate(total=Sum("amount"))["total"] or 0
    assert found.cost == books == Decimal("9.00")
    assert found.cost == sales(lived, [MAY])[0].cost
    assert sum(each.turnover for each in found.buyers) == sales(lived, [MAY])[0].turnover
    assert sum(each.orders for each in found.buyers) == 5


def test_members_stand_beside_others(lived: Shop) -> None:
    buyers = {each.kind: each for each in returns(lived, MAY).buyers}

    assert {kind: (each.buyers, each.orders) for kind, each in buyers.items()} == {
        "redeeming": (1, 3),
        "members": (1, 1),
        "others": (1, 1),
    }
    assert buyers["redeeming"].orders_each == 3
    assert buyers["redeeming"].mean_order == Decimal("37.00")


def test_the_discount_of_a_group_is_an_action(shop: Shop, alice: Customer) -> None:
    group: CustomerGroup = GroupFactory.create(shop=shop, discount_percent=Decimal(10))
    alice.shop_group = group
    alice.save()
    gift = VoucherFactory.create(shop=shop, customer=alice, origin=Voucher.Origin.MANUAL)

    put_order(
        shop,
        "O1",
        line(1, "100.00"),
        customer=alice,
        vouchers=(gift.code,),
        discount=Decimal(15),
    )

    found = {each.action: each.given for each in returns(shop, MAY).actions}
    assert found == {"group": Decimal("10.00"), "manual": Decimal("5.00")}


def test_a_margin_is_what_is_left_of_undiscounted_prices(lived: Shop) -> None:
    [points] = [each for each in returns(lived, MAY).actions if each.action == "points"]

    assert points.margin(Decimal(50)) == Decimal("16.00")
    assert points.margin(None) is None


def test_a_period_without_orders_has_no_rows(shop: Shop) -> None:
    assert returns(shop, MAY) == Returns([], [])


def test_the_page_and_its_file_say_the_same(lived: Shop) -> None:
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    page = f"/admin/analytics/accountingterms/returns/{lived.pk}/"
    asked = {"first": "2026-05-01", "last": "2026-05-31"}

    text = boss.get(page, asked).content.decode()
    rows = read(boss.get(page, asked | {"csv": "1"}))

    assert "Cela ne prouve rien" in text
    assert "9,00\N{NO-BREAK SPACE}€" in text
    assert [row[2] for row in rows] == ["Donné", "30,00", "5,00", "4,00"]


def test_accountants_may_see_it_and_support_may_not(shop: Shop) -> None:
    page = f"/admin/analytics/accountingterms/returns/{shop.pk}/"

    assert backoffice(make_member(RoleName.ACCOUNTING, shop)).get(page).status_code == 200
    assert backoffice(make_member(RoleName.SUPPORT, shop)).get(page).status_code == 403
