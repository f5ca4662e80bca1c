"""What staff may give or take by hand, by their roles in the shop."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from accounts.queries import author_of
from points import actions as points
from shop.models import Customer, Shop
from tests.connections import others
from tests.factories import CustomerFactory, day, make_shop
from tests.staff import allow, make_boss, make_staff
from tests.statements import points_of


@pytest.fixture
def clerk(shop: Shop) -> User:
    return make_staff("clerk@example.com", shop)


def by_hand(who: User, customer: Customer, number: int, *, on: float = 0) -> None:
    points.adjust(
        customer=customer,
        points=number,
        reason="Goodwill",
        source=f"{number} on {on}",
        author=author_of(who),
        now=day(on),
    )


def test_staff_without_a_role_adjust_nothing(alice: Customer, clerk: User) -> None:
    with pytest.raises(points.NotAllowed) as refusal:
        by_hand(clerk, alice, 1)

    assert refusal.value.code == "not_allowed"
    assert points_of(alice) == (0, 0, 0)


def test_an_unknown_author_adjusts_nothing(alice: Customer) -> None:
    with pytest.raises(points.NotAllowed):
        by_hand(User(pk=10**9), alice, 1)


def test_a_superuser_has_no_limit(alice: Customer) -> None:
    by_hand(make_boss(), alice, 100_000)

    assert points_of(alice) == (100_000, 0, 0)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_role_has_a_limit_at_once_for_giving_and_taking(
    shop: Shop, alice: Customer, clerk: User, sign: int
) -> None:
    by_hand(make_boss(), alice, 500)
    allow(clerk, shop, 50)

    by_hand(clerk, alice, sign * 50)
    with pytest.raises(points.OverLimit) as refusal:
        by_hand(clerk, alice, sign * 51)

    assert points_of(alice) == (500 + sign * 50, 0, 0)
    assert (refusal.value.code, refusal.value.details) == ("over_limit", {"limit": 50})


def test_the_refusal_says_the_limit(shop: Shop, alice: Customer, clerk: User) -> None:
    from django.utils.translation import override  # noqa: PLC0415

    allow(clerk, shop, 1200)

    with override("en"), pytest.raises(points.OverLimit) as refusal:
        by_hand(clerk, alice, 1201)

    assert str(refusal.value) == "Your role gives or takes at most 1,200 points at once."


def test_a_day_has_a_limit_whoever_gets_the_points(
    shop: Shop, alice: Customer, bob: Customer, clerk: User
) -> None:
    allow(clerk, shop, 50, per_day=100)
    by_hand(clerk, alice, 50)
    by_hand(clerk, alice, -20)

    with pytest.raises(points.OverLimit) as refusal:
        by_hand(clerk, bob, 31)
    assert refusal.value.details == {"limit": 100, "today": 70}
    by_hand(clerk, bob, 30)

    by_hand(clerk, bob, 50, on=1)


def test_a_day_ends_at_midnight_in_the_shop(
    shop: Shop, alice: Customer, clerk: User
) -> None:
    allow(clerk, shop, 50, per_day=50)
    by_hand(clerk, alice, 50)
    before_midnight = (timedelta(hours=11, minutes=59)).total_seconds() / 86400

    with pytest.raises(points.OverLimit):
        by_hand(clerk, alice, 1, on=before_midnight)
    by_hand(clerk, alice, 1, on=0.5)

    assert points_of(alice, on=1) == (51, 0, 0)


def test_the_most_generous_of_several_roles_counts(
    shop: Shop, alice: Customer, clerk: User
) -> None:
    allow(allow(clerk, shop, 50, per_day=50), shop, 200, per_day=300)

    by_hand(clerk, alice, 200)

    assert points_of(alice) == (200, 0, 0)


def test_a_role_counts_in_its_own_shop(alice: Customer, clerk: User) -> None:
    allow(clerk, make_shop("autre"), 50)

    with pytest.raises(points.NotAllowed):
        by_hand(clerk, alice, 1)


def test_the_same_form_twice_is_one_adjustment_and_counts_once(
    shop: Shop, alice: Customer, clerk: User
) -> None:
    allow(clerk, shop, 50, per_day=50)

    for _ in range(2):
        by_hand(clerk, alice, 50)

    assert points_of(alice) == (50, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_adjustments_of_one_person_wait_for_each_other(
    shop: Shop, alice: Customer, clerk: User
) -> None:
    allow(clerk, shop, 50, per_day=50)
    bob = CustomerFactory.create(shop=shop)

    with others() as other:
        with transaction.atomic():
            by_hand(clerk, alice, 50)
            late = other.wait_to(lambda: by_hand(clerk, bob, 50))
        with pytest.raises(points.OverLimit):
            late.result(timeout=10)

    assert points_of(bob) == (0, 0, 0)
