"""What a discount was for: points, tiers and refunds go by its share of each line.

One point per cent throughout, so that points stand for cents.
"""

from decimal import Decimal
from typing import Any

import pytest

from programme.queries.quoting import Quote, QuoteRequest, quote
from shop import actions as shops
from shop.models import Category, Customer, OrderLine, Shop
from shop.rules.facts import CategoryFact, OrderLineFact, ProductFact
from tests.factories import START, VoucherFactory, day, line
from tests.statements import assert_honest, points_of, put_order, set_rules
from vouchers.models import Voucher

A, B = "a", "b"


@pytest.fixture
def goods(shop: Shop) -> None:
    """Two categories with a product each: p1 is of A, p2 of B."""
    for number, category in enumerate((A, B), start=1):
        fact = CategoryFact(updated_at=START, name=category)
        shops.state_category(shop=shop, external_id=category, fact=fact)
        product = ProductFact(updated_at=START, categories=(category,))
        shops.state_product(shop=shop, external_id=f"p{number}", fact=product)
    set_rules(shop, ratio=Decimal("0.01"))


def only_a_earns(shop: Shop, **rules: Any) -> None:
    earning = [Category.objects.get(shop=shop, external_id=A).pk]
    set_rules(shop, ratio=Decimal("0.01"), earn_categories=earning, **rules)


def voucher_on(shop: Shop, category: str, **fields: Any) -> Voucher:
    """A code of 20 € for the goods of one category."""
    usual: dict[str, Any] = {
        "code": f"POUR-{category}",
        "origin": Voucher.Origin.MANUAL,
        "amount": Decimal(20),
    }
    voucher = VoucherFactory.create(shop=shop, **usual | fields)
    voucher.categories.set(Category.objects.filter(shop=shop, external_id=category))
    return voucher


def both(**fields: Any) -> list[OrderLineFact]:
    """A line of A and one of B, 40 € each; ``fields`` are those of A's."""
    return [line(1, "40.00", **fields), line(2, "40.00")]


def ask(shop: Shop, customer: Customer, *codes: str) -> Quote:
    wanted = QuoteRequest(
        lines=both(), customer=customer.external_id, cart="1", vouchers=codes
    )
    return quote(shop=shop, wanted=wanted, now=day(1))


class Purchase:
    """An order of Alice's of 40 € of A and 40 € of B, of which a code takes 20 €."""

    def __init__(self, shop: Shop, alice: Customer, code: str) -> None:
        self.shop, self.alice, self.code = shop, alice, code
        self.day = 1.0

    def stands(self, *lines: OrderLineFact, **fields: Any) -> int:
        """State it so, and answer the points that it gives."""
        self.day += 1
        usual: dict[str, Any] = {"discount": Decimal(20), "vouchers": (self.code,)}
        put_order(
            self.shop,
            "o1",
            *(lines or both()),
            customer=self.alice,
            placed_at=day(1),
            on=self.day,
            **usual | fields,
        )
        assert_honest()
        return sum(points_of(self.alice, on=self.day)[:2])


@pytest.mark.parametrize(("category", "points"), [(A, 2000), (B, 4000)])
def test_a_voucher_takes_points_from_the_goods_it_is_for_alone(
    shop: Shop, alice: Customer, goods: None, category: str, points: int
) -> None:
    only_a_earns(shop)
    voucher = voucher_on(shop, category)

    assert ask(shop, alice, voucher.code).points == points
    assert Purchase(shop, alice, voucher.code).stands() == points


@pytest.mark.parametrize(
    ("returned", "kept"), [(1, 4000), (2, 2000)], ids=["A comes back", "B comes back"]
)
def test_a_piece_sent_back_takes_what_was_paid_for_it(
    shop: Shop, alice: Customer, goods: None, returned: int, kept: int
) -> None:
    purchase = Purchase(shop, alice, voucher_on(shop, A).code)
    assert purchase.stands() == 6000

    lines = [
        line(number, "40.00", refunded_quantity=int(number == returned))
        for number in (1, 2)
    ]

    assert purchase.stands(*lines) == kept
    paid = {1: Decimal("20.00"), 2: Decimal("40.00")}[returned]
    in_money = [
        line(
            number,
            "40.00",
            refunded_amount=paid if number == returned else Decimal(0),
        )
        for number in (1, 2)
    ]
    assert purchase.stands(*in_money) == kept, "money or pieces, it is one refund"


def test_nothing_is_left_of_an_order_whose_only_paid_article_came_back(
    shop: Shop, alice: Customer, goods: None
) -> None:
    purchase = Purchase(shop, alice, voucher_on(shop, A, amount=Decimal(40)).code)
    assert purchase.stands(discount=Decimal(40)) == 4000

    came_back = [line(1, "40.00"), line(2, "40.00", refunded_quantity=1)]

    assert purchase.stands(*came_back, discount=Decimal(40)) == 0


def test_a_line_that_says_its_discount_is_believed_before_what_we_know(
    shop: Shop, alice: Customer, goods: None
) -> None:
    only_a_earns(shop)
    purchase = Purchase(shop, alice, voucher_on(shop, A).code)

    said = [line(1, "40.00", discount=Decimal(0)), line(2, "40.00", discount=Decimal(20))]

    assert purchase.stands(*said) == 4000


def test_a_discount_beyond_what_our_voucher_took_is_spread_over_what_is_left(
    shop: Shop, alice: Customer, goods: None
) -> None:
    """20 € are the voucher's, on A; 30 € more nobody has explained: 10 on A, 20 on B."""
    only_a_earns(shop)
    purchase = Purchase(shop, alice, voucher_on(shop, A).code)

    assert purchase.stands(discount=Decimal(50)) == 1000


def test_value_of_vouchers_earns_on_the_goods_it_paid_where_the_shop_wants_it(
    shop: Shop, alice: Customer, goods: None
) -> None:
    only_a_earns(shop, vouchers_earn=True)
    purchase = Purchase(shop, alice, voucher_on(shop, B).code)

    assert purchase.stands() == 4000
    back = [line(1, "40.00", refunded_amount=Decimal(20)), line(2, "40.00")]
    assert purchase.stands(*back) == 2000


def test_shares_go_when_the_code_is_taken_off_the_order(
    shop: Shop, alice: Customer, goods: None
) -> None:
    purchase = Purchase(shop, alice, voucher_on(shop, A).code)
    purchase.stands()
    shares = [row.known_discount for row in OrderLine.objects.order_by("pk")]
    assert shares == [Decimal("20.00"), Decimal("0.00")]

    purchase.stands(vouchers=(), discount=Decimal(0))

    shares = [row.known_discount for row in OrderLine.objects.order_by("pk")]
    assert shares == [Decimal("0.00"), Decimal("0.00")]
