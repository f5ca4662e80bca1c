"""The books do not depend on the order in which the facts arrive, nor on how often."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from earning.models import BonusTerms
from points.models import Lot
from points.queries import history as points_history
from programme import actions as programme
from shop.models import Category, Customer, Order, Product, Shop
from shop.rules.facts import CategoryFact, OrderFact, ProductFact
from tests.factories import CustomerFactory, day, line, make_shop, order_fact
from tests.statements import assert_honest, points_of, set_rules

PEOPLE = ["alice", "bob"]
ORDERS = ["46", "47", "48"]
STATES = ["pending", "paid", "shipped", "delivered", "cancelled", "refunded"]
NOW = 60

type Arrival = tuple[str, OrderFact]
type Shelving = tuple[str, ProductFact | CategoryFact]

# The second line is a gift card, or tea by way of a category of its own.
CATALOGUES: list[list[Shelving]] = [
    [],
    [("p2", ProductFact(updated_at=day(1), gift_card=True))],
    [
        ("p2", ProductFact(updated_at=day(1), categories=("green",))),
        ("green", CategoryFact(updated_at=day(1), parent="tea")),
    ],
]


@st.composite
def histories(draw: st.DrawFn) -> list[Arrival]:
    """What the shop said, each word of an order at its own instant."""
    history = []
    for order in ORDERS:
        times = draw(st.lists(st.integers(1, 50), max_size=4, unique=True))
        history += [(order, draw(words(on))) for on in sorted(times)]
    return history


@st.composite
def words(draw: st.DrawFn, on: int) -> OrderFact:
    quantity, price = draw(st.integers(1, 3)), draw(st.sampled_from([5, 19, 100]))
    return order_fact(
        line(
            1,
            f"{price}",
            quantity=quantity,
            refunded_quantity=draw(st.integers(0, quantity)),
        ),
        line(2, "30", refunded_amount=Decimal(draw(st.integers(0, 30)))),
        on=on,
        state=draw(st.sampled_from(STATES)),
        discount=Decimal(draw(st.integers(0, 5))),
        shipping=Decimal(30),
        refunded_amount=Decimal(draw(st.sampled_from([0, 0, 10]))),
        paid_at=draw(st.sampled_from([None, day(2), day(21), day(on)])),
        email=draw(st.sampled_from(["", *PEOPLE])),
    )


def owned(fact: OrderFact) -> OrderFact:
    """By whom its address says."""
    return replace(fact, customer=fact.email or None)


@contextmanager
def two_shops(*, validity: int | None, pending_days: int) -> Iterator[tuple[Shop, Shop]]:
    """The rate doubles on day 20. All is undone at the end."""
    with transaction.atomic():
        pair = make_shop("natural"), make_shop("shuffled")
        for shop in pair:
            for who in PEOPLE:
                CustomerFactory.create(shop=shop, external_id=who)
            set_rules(
                shop,
                validity=validity,
                pending_days=pending_days,
                include_shipping=True,
                bonuses=rules_of(shop),
            )
            set_rules(shop, on=20, ratio=Decimal(5), order_ceiling=40)
        yield pair
        transaction.set_rollback(True)


def rules_of(shop: Shop) -> list[BonusTerms]:
    """Bowls are worth more by the piece, and what stands with the tea counts double."""
    bowl = Product.objects.create(shop=shop, external_id="p1")
    tea = Category.objects.create(shop=shop, external_id="tea")
    return [
        BonusTerms(priority=1, name="Bowls", kind="points", points=3, products=[bowl.pk]),
        BonusTerms(
            priority=2,
            name="Tea",
            kind="factor",
            factor=Decimal(2),
            categories=[tea.pk],
        ),
    ]


def tell(shop: Shop, arrivals: Iterable[Arrival]) -> None:
    for order, fact in arrivals:
        programme.receive_order(
            shop=shop, external_id=order, fact=owned(fact), author="api:1", now=day(NOW)
        )


def tell_all(
    shop: Shop, arrivals: Iterable[tuple[str, OrderFact | ProductFact | CategoryFact]]
) -> None:
    for name, fact in arrivals:
        said: dict[str, Any] = {"shop": shop, "external_id": name, "fact": fact}
        said |= {"author": "api:1", "now": day(NOW)}
        match fact:
            case OrderFact():
                tell(shop, [(name, fact)])
            case ProductFact():
                programme.receive_product(**said)
            case CategoryFact():
                programme.receive_category(**said)


def books(shop: Shop) -> dict[str, Any]:
    people = {who: Customer.objects.get(shop=shop, external_id=who) for who in PEOPLE}
    return {
        "points": {who: points_of(person, on=NOW) for who, person in people.items()},
        "later": {who: points_of(person, on=NOW + 45) for who, person in people.items()},
        "lots": {
            (
                lot.order and lot.order.external_id,
                str(lot.account_id == people["bob"].pk),
            ): (
                lot.net,
                lot.activates_at,
                lot.expires_at,
                lot.rules.number,
            )
            for lot in Lot.objects.filter(shop=shop).select_related("order", "rules")
            if lot.net
        },
        "orders": {
            order.external_id: (order.state, order.qualified_at, order.states_seen)
            for order in Order.objects.filter(shop=shop)
        },
    }


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 10)
@given(history=histories(), pending=st.sampled_from([0, 20]), data=st.data())
def test_in_whatever_order_and_however_often_facts_arrive_the_books_are_the_same(
    history: list[Arrival], pending: int, data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=3)) if history else []
    shuffled = data.draw(st.permutations(history + again))

    with two_shops(validity=None, pending_days=pending) as (natural, other):
        tell(natural, history)
        tell(other, shuffled)

        assert books(other) == books(natural)
        assert_honest()


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 10)
@given(history=histories(), shelving=st.sampled_from(CATALOGUES), data=st.data())
def test_what_a_product_is_may_be_said_before_between_and_after(
    history: list[Arrival], shelving: list[Shelving], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations([*history, *shelving]))

    with two_shops(validity=None, pending_days=0) as (natural, other):
        tell_all(natural, [*reversed(shelving), *history])
        tell_all(other, shuffled)

        assert books(other) == books(natural)
        assert_honest()


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 16)
@given(history=histories(), data=st.data())
def test_where_points_have_expired_too(history: list[Arrival], data: st.DataObject) -> None:
    dated = [
        (order, replace(fact, paid_at=day(5 * number)))
        for number, name in enumerate(ORDERS)
        for order, fact in history
        if order == name
    ]
    shuffled = data.draw(st.permutations(dated))

    with two_shops(validity=56, pending_days=0) as (natural, other):
        tell(natural, dated)
        tell(other, shuffled)

        assert books(other) == books(natural)
        assert_honest()


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 16)
@given(history=histories(), data=st.data())
def test_history_imported_gives_the_books_of_the_same_words_one_by_one(
    history: list[Arrival], data: st.DataObject
) -> None:
    words = data.draw(st.permutations(history))

    with two_shops(validity=None, pending_days=0) as (natural, imported):
        tell(natural, history)
        orders = [(order, owned(fact)) for order, fact in words]
        list(
            programme.import_orders(
                shop=imported, orders=orders, author="staff:1", now=day(NOW)
            )
        )

        assert books(imported) == books(natural)
        assert_honest()


@pytest.mark.django_db
@settings(max_examples=settings().max_examples // 16)
@given(history=histories())
def test_a_history_told_again_from_the_start_moves_nothing(history: list[Arrival]) -> None:
    with two_shops(validity=None, pending_days=0) as (shop, _):
        tell(shop, history)
        moves = points_history.movements(
            Customer.objects.get(shop=shop, external_id="bob")
        ).count()
        before = books(shop)

        tell(shop, history)

        assert books(shop) == before
        bob = Customer.objects.get(shop=shop, external_id="bob")
        assert points_history.movements(bob).count() == moves
