"""Points for what somebody does beside buying: once per cause, and within their caps."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.errors import Invalid
from earning.models import ActionTerms
from points import actions as points
from points import rules
from points.models import Lot, Movement
from points.queries import balance as points_balance
from shop.models import Customer, Shop
from tests.connections import at_once, steps
from tests.factories import CustomerFactory, day, line, make_shop
from tests.statements import (
    adjust,
    assert_honest,
    convert,
    points_of,
    put_customer,
    put_order,
    set_rules,
    story,
    use,
)


def offer(shop: Shop, *, on: float = 0, **gives: int | tuple[int, int, str]) -> None:
    """So many points for each action; or points, cap and its period."""
    terms = []
    for action, gift in gives.items():
        number, cap, every = gift if isinstance(gift, tuple) else (gift, None, "ever")
        terms.append(ActionTerms(type=action, points=number, cap=cap, cap_every=every))
    set_rules(shop, on=on, actions=terms)


def act(
    customer: Customer, action: str = "review", source: str = "1", *, on: float = 0
) -> int:
    movement = points.reward_action(
        customer=customer, action=action, source=source, author="api:1", now=day(on)
    )
    return movement.points if movement else 0


def test_an_action_gives_its_points_as_a_lot_of_its_own(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, pending_days=14, validity=30)
    offer(shop, review=5)

    assert act(alice, on=1) == 5

    assert points_of(alice, on=1) == (0, 5, 0)
    assert points_of(alice, on=15) == (5, 0, 0)
    lot = Lot.objects.get()
    assert (lot.cause, lot.order, lot.issued) == ("action", None, 5)
    assert lot.expires_at == datetime(2026, 6, 15, 22, tzinfo=UTC)
    movement = Movement.objects.get()
    assert (movement.kind, movement.action) == ("action", "review")
    assert movement.source == f"action:review:{alice.pk}:{rules.trace('1')}"
    assert_honest()


def test_a_cause_gives_once_whatever_the_rules_say_later(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    offer(shop, review=5)
    assert act(alice) == 5
    offer(shop, on=1, review=50)

    assert act(alice, on=1) == 0
    assert act(bob, on=1) == 50
    assert act(alice, source="2", on=1) == 50


def test_the_ledger_keeps_no_word_of_the_cause(shop: Shop, alice: Customer) -> None:
    offer(shop, newsletter=5)

    act(alice, "newsletter", "alice@example.com")

    source = Movement.objects.get().source
    assert re.fullmatch(rf"action:newsletter:{alice.pk}:[0-9a-f]{{32}}", source)


def test_points_for_an_action_pay_a_debt_first(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", customer=alice)
    use(shop, convert(alice), "47", on=1)
    put_order(shop, "46", customer=alice, on=2, state="refunded")
    offer(shop, review=6)
    assert points_of(alice, on=2) == (0, 0, 4)

    assert act(alice, on=3) == 6

    assert points_of(alice, on=3) == (2, 0, 0)
    assert_honest()


@pytest.mark.parametrize("action", ["account_opened", "birthday", "first_order", "review"])
def test_an_action_not_offered_or_not_reported_by_shops_is_refused(
    shop: Shop, alice: Customer, action: str
) -> None:
    offer(shop, account_opened=1, birthday=1, first_order=1, newsletter=1)

    with pytest.raises(points.ActionNotOffered) as refusal:
        act(alice, action)

    assert refusal.value.code == "not_offered"
    assert story(alice) == []


def test_an_unknown_action_is_invalid(alice: Customer) -> None:
    with pytest.raises(Invalid) as refusal:
        act(alice, "dancing")

    assert refusal.value.details == {"field": "type"}


def test_guests_have_no_points(shop: Shop) -> None:
    offer(shop, review=5)
    guest = CustomerFactory.create(shop=shop, guest=True)

    with pytest.raises(points.NotAMember):
        act(guest)


@pytest.mark.parametrize(
    ("every", "again"),
    [
        ("ever", [(400, False)]),
        ("day", [(0.49, False), (0.51, True)]),  # noon, so midnight is half a day on
        ("month", [(30.49, False), (30.51, True)]),
        ("year", [(244.49, False), (244.57, True)]),  # by then it is winter time
    ],
)
def test_a_cap_is_of_the_shops_own_day_month_or_year(
    shop: Shop, alice: Customer, every: str, again: list[tuple[float, bool]]
) -> None:
    offer(shop, review=(5, 2, every))
    assert act(alice, source="1") == act(alice, source="2") == 5

    for on, open_again in again:
        if open_again:
            assert act(alice, source=f"{on}", on=on) == 5
        else:
            with pytest.raises(points.CapReached) as refusal:
                act(alice, source=f"{on}", on=on)
            assert refusal.value.details == {"cap": 2, "every": every}


def test_one_action_does_not_use_up_the_cap_of_another_nor_of_somebody_else(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    offer(shop, review=(5, 1, "ever"), newsletter=(3, 1, "ever"))

    assert act(alice) == act(bob) == 5
    assert act(alice, "newsletter") == 3


# --- Account opened ---------------------------------------------------------------


def test_an_account_opened_since_the_programme_gives_once(shop: Shop) -> None:
    offer(shop, account_opened=10)

    alice = put_customer(shop, "57", on=2, registered_at=day(1)).row
    put_customer(shop, "57", on=3, registered_at=day(1), first_name="Alice")

    assert story(alice) == [("action", 10, 10)]
    assert Movement.objects.get().happened_at == day(1)


@pytest.mark.parametrize(
    "said",
    [
        {"registered_at": day(-1)},
        {"registered_at": None},
        {"registered_at": day(1), "guest": True},
    ],
)
def test_an_older_account_or_a_guests_gives_nothing(shop: Shop, said: Any) -> None:
    offer(shop, account_opened=10)

    alice = put_customer(shop, "57", on=2, **said).row

    assert story(alice) == []


def test_an_account_opened_before_the_action_was_offered_gives_nothing(shop: Shop) -> None:
    offer(shop, on=2, account_opened=10)

    assert story(put_customer(shop, "57", on=3, registered_at=day(1)).row) == []


def test_a_registration_date_stated_later_is_rewarded_then(shop: Shop) -> None:
    offer(shop, account_opened=10)
    put_customer(shop, "57", on=1)

    alice = put_customer(shop, "57", on=2, registered_at=day(1)).row
    put_customer(shop, "57", on=3)
    put_customer(shop, "57", on=4, registered_at=day(2))

    assert story(alice) == [("action", 10, 10)]


def test_a_customer_stated_after_ordering_and_a_guest_who_joins_are_rewarded(
    shop: Shop,
) -> None:
    offer(shop, account_opened=10)
    put_order(shop, "46", customer=Customer(external_id="57"))
    put_customer(shop, "58", on=1, guest=True, registered_at=day(1))

    joined = [
        put_customer(shop, each, on=2, registered_at=day(1)).row for each in ("57", "58")
    ]

    assert [points_of(each, on=2) for each in joined] == [(14, 0, 0), (10, 0, 0)]


# --- Birthdays --------------------------------------------------------------------


def give_birthdays(at: datetime) -> int:
    return sum(points.reward_birthdays(now=at))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+02:00")


def test_a_birthday_gives_once_a_year_on_the_shops_own_day(shop: Shop) -> None:
    offer(shop, birthday=20)
    alice = CustomerFactory.create(shop=shop, birthday=date(1990, 6, 2))
    CustomerFactory.create(shop=shop, birthday=date(1990, 6, 3))
    CustomerFactory.create(shop=shop, birthday=None)

    assert give_birthdays(paris("2026-06-01T23:59:59")) == 0
    assert give_birthdays(paris("2026-06-02T00:00:00")) == 1
    assert give_birthdays(paris("2026-06-02T23:59:59")) == 0
    assert give_birthdays(paris("2027-06-02T12:00:00")) == 1
    assert story(alice) == [("action", 20, 20), ("action", 20, 40)]
    assert_honest()


@pytest.mark.parametrize(
    ("today", "given"),
    [("2027-02-28", 1), ("2027-03-01", 0), ("2028-02-28", 0), ("2028-02-29", 1)],
)
def test_29_february_is_the_28th_where_there_is_none(
    shop: Shop, today: str, given: int
) -> None:
    offer(shop, birthday=20)
    CustomerFactory.create(shop=shop, birthday=date(1992, 2, 29))

    assert give_birthdays(datetime.fromisoformat(f"{today}T12:00:00+01:00")) == given


@pytest.mark.parametrize(
    ("who", "given"),
    [
        ({}, 1),
        ({"guest": True}, 0),
        ({"registered_at": paris("2026-06-01T23:59:59")}, 1),
        ({"registered_at": paris("2026-06-02T00:00:00")}, 0),
    ],
)
def test_members_who_had_registered_before_are_given_points(
    shop: Shop, who: Any, given: int
) -> None:
    offer(shop, birthday=20)
    CustomerFactory.create(shop=shop, birthday=date(1990, 6, 2), **who)

    assert give_birthdays(paris("2026-06-02T12:00:00")) == given


def test_a_birthday_pays_a_debt_and_costs_nothing_where_none_is_offered(
    shop: Shop, alice: Customer
) -> None:
    Customer.objects.filter(pk=alice.pk).update(birthday=date(1990, 6, 2))
    put_order(shop, "46", customer=alice)
    use(shop, convert(alice), "47", on=1)
    put_order(shop, "46", customer=alice, on=2, state="refunded")
    other = make_shop("other")
    CustomerFactory.create(shop=other, birthday=date(1990, 6, 2))
    assert give_birthdays(paris("2026-06-02T12:00:00")) == 0
    offer(shop, on=3, birthday=20)

    assert give_birthdays(paris("2026-06-02T12:00:00")) == 1
    assert give_birthdays(paris("2026-06-02T13:00:00")) == 0

    balance = points_balance.balance(alice, paris("2026-06-02T13:00:00"))
    assert (balance.available, balance.debt) == (16, 0)
    assert_honest()


def test_birthdays_come_in_chunks(shop: Shop) -> None:
    offer(shop, birthday=20)
    for _number in range(5):
        CustomerFactory.create(shop=shop, birthday=date(1990, 6, 2))

    at = paris("2026-06-02T12:00:00")
    assert list(points.reward_birthdays(now=at, chunk=2)) == [2, 2, 1]
    assert_honest()


# --- First order ------------------------------------------------------------------


def test_the_first_order_that_earns_gives_more(shop: Shop, alice: Customer) -> None:
    offer(shop, first_order=50)

    put_order(shop, "45", line(1, "9.99"), customer=alice)
    put_order(shop, "46", customer=alice)
    put_order(shop, "47", customer=alice)

    assert points_of(alice) == (58, 0, 0)
    assert Lot.objects.get(first_order=True).order.external_id == "46"  # type: ignore[union-attr]
    assert_honest()


def test_an_order_before_the_action_was_offered_leaves_no_first_order(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    offer(shop, on=1, first_order=50)

    put_order(shop, "47", customer=alice, placed_at=day(2), paid_at=day(2), on=2)

    assert points_of(alice, on=2) == (8, 0, 0)


def test_a_first_order_given_back_is_no_longer_first(shop: Shop, alice: Customer) -> None:
    offer(shop, first_order=50)
    two = line(1, "20.00", quantity=2)
    put_order(shop, "46", two, customer=alice)

    one = line(1, "20.00", quantity=2, refunded_quantity=1)
    put_order(shop, "46", one, customer=alice, on=1)
    assert points_of(alice, on=1) == (52, 0, 0)

    put_order(shop, "46", two, customer=alice, on=2, state="cancelled")
    assert points_of(alice, on=2) == (0, 0, 0)

    put_order(shop, "47", customer=alice, on=3)
    assert points_of(alice, on=3) == (54, 0, 0)

    put_order(shop, "46", two, customer=alice, on=4)
    assert points_of(alice, on=4) == (58, 0, 0)
    assert_honest()


def test_a_first_order_cancelled_and_paid_again_is_still_first(
    shop: Shop, alice: Customer
) -> None:
    offer(shop, first_order=50)
    for on, state in enumerate(["paid", "cancelled", "paid", "delivered"]):
        put_order(shop, "46", customer=alice, on=on, state=state)

    assert points_of(alice, on=4) == (54, 0, 0)
    assert_honest()


# --- Races ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_of_fifty_reports_at_once_gives(shop: Shop, alice: Customer) -> None:
    offer(shop, review=5)

    given = at_once(*[lambda: act(alice)] * 50)

    assert sorted(given) == [0] * 49 + [5]
    assert points_of(alice) == (5, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_cap_holds_whoever_comes_at_once(shop: Shop, alice: Customer) -> None:
    offer(shop, review=(5, 3, "day"))

    def review(source: str) -> int:
        try:
            return act(alice, source=source)
        except points.CapReached:
            return 0

    at_once(*[lambda source=str(n): review(source) for n in range(10)])

    assert points_of(alice) == (15, 0, 0)


def test_the_account_is_locked_before_the_cap_is_read(shop: Shop, alice: Customer) -> None:
    offer(shop, review=(5, 3, "day"))
    adjust(alice, 1)

    with steps() as sent:
        act(alice)

    assert sent.account_lock < sent.index("write points_movement")


@pytest.mark.django_db(transaction=True)
def test_two_first_orders_at_once_are_one(shop: Shop, alice: Customer) -> None:
    offer(shop, first_order=50)

    at_once(*[lambda n=n: put_order(shop, f"{n}", customer=alice) for n in range(4)])

    assert points_of(alice) == (66, 0, 0)
    assert Lot.objects.filter(first_order=True).count() == 1
