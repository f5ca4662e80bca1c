"""Who is due by each aim, and from when to when."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from reminders.models import Campaign, Reminder
from reminders.rules.presets import Aim
from shop import actions as shops
from shop.models import Customer, Shop
from tests.factories import START, CustomerFactory, day, line
from tests.reminders.conftest import (
    HOUR,
    SECOND,
    agree,
    announced,
    buy,
    campaign,
    clear,
    fill,
    run,
    steps,
    told,
)
from tests.statements import put_customer, put_order
from tests.tiers.ladder import set_tiers
from tiers import actions as tiers
from tiers.models import Tier

pytestmark = pytest.mark.usefixtures("client57")


def due(shop: Shop, on: float) -> bool:
    return announced(shop, on=on) == {"57": ""}


# --- carts ------------------------------------------------------------------


@pytest.mark.usefixtures("carts")
def test_a_cart_is_due_once_it_has_been_left_for_a_day(shop: Shop, alice: Customer) -> None:
    fill(alice, on=1)

    assert announced(shop, on=2 - SECOND) == {}
    assert due(shop, 2)
    assert due(shop, 8)
    assert announced(shop, on=8 + SECOND) == {}


@pytest.mark.usefixtures("carts")
def test_an_empty_or_removed_cart_triggers_nothing(shop: Shop, alice: Customer) -> None:
    fill(alice, on=1, lines=())
    assert announced(shop, on=3) == {}

    fill(alice, on=1.1)
    shops.remove_cart(shop=shop, external_id="c1")
    assert announced(shop, on=3) == {}


@pytest.mark.usefixtures("carts")
def test_only_the_latest_of_several_carts_triggers(shop: Shop, alice: Customer) -> None:
    fill(alice, "old", on=1)
    fill(alice, "new", on=2.5)
    assert announced(shop, on=3) == {}

    run(shop, on=3.5)
    assert Reminder.objects.get().cart.external_id == "new"  # type: ignore[union-attr]
    assert run(shop, on=3.6).count == 0


@pytest.mark.usefixtures("carts")
@pytest.mark.parametrize("state", ["pending", "paid", "payment_error", "cancelled"])
def test_a_cart_that_became_an_order_was_not_left(
    shop: Shop, alice: Customer, state: str
) -> None:
    fill(alice, on=1)
    buy(alice, "1", on=0.9, cart="c1", state=state)

    assert announced(shop, on=2) == {}


@pytest.mark.usefixtures("carts")
def test_a_cart_that_names_its_order_was_not_left(shop: Shop, alice: Customer) -> None:
    fill(alice, on=1, order="1")

    assert announced(shop, on=2) == {}


@pytest.mark.usefixtures("carts")
def test_a_customer_who_has_ordered_since_is_not_due(shop: Shop, alice: Customer) -> None:
    fill(alice, on=1)
    # Other goods, so it is no order of this cart.
    buy(alice, "1", on=1 - SECOND, lines=(line(2),))
    assert due(shop, 2)

    buy(alice, "2", on=1.5, state="pending")
    assert announced(shop, on=2) == {"57": "ordered"}


@pytest.mark.usefixtures("carts")
def test_an_order_as_a_guest_counts_however_the_address_is_written(
    shop: Shop, alice: Customer
) -> None:
    fill(alice, on=1)
    put_order(shop, "1", email="ALICE@Example.com", placed_at=day(1.5))

    assert announced(shop, on=2) == {"57": "ordered"}


@pytest.mark.usefixtures("carts")
def test_an_order_under_another_id_with_the_same_address_counts(
    shop: Shop, alice: Customer
) -> None:
    fill(alice, on=1)
    twin = CustomerFactory.create(shop=shop, guest=True, email="Alice@example.com")
    put_order(shop, "1", customer=twin, placed_at=day(1.5))

    assert announced(shop, on=2) == {"57": "ordered"}


def test_a_sequence_goes_on_step_by_step(
    shop: Shop, carts: Campaign, alice: Customer
) -> None:
    steps(carts, (1, None), (24, "5"), (72, "10"))
    fill(alice, on=1)

    numbers = []
    for hours in (0.9, 1, 23.9, 24, 71.9, 72, 80):
        numbers.append(run(shop, on=1 + hours * HOUR).count)
        clear()

    assert numbers == [0, 1, 0, 1, 0, 1, 0]
    told_steps = Reminder.objects.order_by("pk").values_list("step__number", "trigger_key")
    assert [number for number, _ in told_steps] == [1, 2, 3]
    assert len({trigger_key for _, trigger_key in told_steps}) == 1


def test_a_sequence_that_is_days_late_sends_one_mail_not_three(
    shop: Shop, carts: Campaign, alice: Customer
) -> None:
    steps(carts, (1, None), (24, "5"), (72, "10"))
    fill(alice, on=1)

    assert run(shop, on=5).count == 1
    clear()
    assert Reminder.objects.get().step.number == 3
    assert run(shop, on=5.1).count == 0


def test_an_order_ends_the_sequence(shop: Shop, carts: Campaign, alice: Customer) -> None:
    steps(carts, (1, None), (24, "5"))
    fill(alice, on=1)
    run(shop, on=1 + HOUR)
    clear()
    buy(alice, "1", on=1.5, cart="c1")

    assert run(shop, on=2).count == 0


@pytest.mark.usefixtures("carts")
def test_a_cart_that_changes_goes_on_with_its_sequence(shop: Shop, alice: Customer) -> None:
    fill(alice, on=1)
    run(shop, on=2)
    clear()
    fill(alice, on=3, price="50.00")

    assert run(shop, on=5).count == 0


@pytest.mark.usefixtures("carts")
@pytest.mark.parametrize("number", ["c1", "c2"])
def test_a_cart_filled_eight_days_later_begins_a_new_sequence(
    shop: Shop, alice: Customer, number: str
) -> None:
    """Another one, or the same filled again."""
    fill(alice, on=1)
    assert run(shop, on=2).count == 1
    clear()
    fill(alice, number, on=10)

    assert run(shop, on=11 - SECOND).count == 0
    assert run(shop, on=11).count == 1
    clear()
    assert run(shop, on=11).count == 0
    assert told(shop) == [("57", "cart")] * 2


# --- orders -----------------------------------------------------------------


def test_each_new_order_is_thanked_for(shop: Shop, alice: Customer) -> None:
    campaign(shop, Aim.ORDER, on=1)
    buy(alice, "before", on=0.5)
    assert announced(shop, on=2) == {}

    buy(alice, "1", on=2)
    assert run(shop, on=3).count == 1
    clear()
    assert run(shop, on=3).count == 0
    buy(alice, "2", on=4)
    assert run(shop, on=5).count == 1


def test_the_parts_of_a_split_order_are_one_purchase(shop: Shop, alice: Customer) -> None:
    campaign(shop, Aim.ORDER)
    buy(alice, "1", on=2, cart="c9")
    buy(alice, "2", on=2, cart="c9")

    assert run(shop, on=3).count == 1
    clear()
    assert run(shop, on=3).count == 0


def test_an_order_that_is_not_valid_is_not_thanked_for(shop: Shop, alice: Customer) -> None:
    campaign(shop, Aim.ORDER)
    buy(alice, "1", on=2, state="pending")
    buy(alice, "2", on=2)
    buy(alice, "2", on=2, state="cancelled", stated=2.5)

    assert announced(shop, on=3) == {}


def test_a_cheque_that_clears_late_is_thanked_for_then(shop: Shop, alice: Customer) -> None:
    """The module looked at the date of the cart, and never thanked for these."""
    campaign(shop, Aim.ORDER, on=1)
    put_order(shop, "1", customer=alice, state="pending", placed_at=day(2), paid_at=None)
    put_order(
        shop, "1", customer=alice, placed_at=day(2), paid_at=day(12), on=12, now=day(12)
    )

    assert due(shop, 13)


def test_guests_have_carts_but_no_other_campaign(shop: Shop, alice: Customer) -> None:
    campaign(shop, Aim.ORDER)
    campaign(shop, Aim.CART)
    Customer.objects.filter(pk=alice.pk).update(guest=True)
    buy(alice, "1", on=1)
    assert announced(shop, on=2) == {}

    fill(alice, on=2)
    assert due(shop, 3)


def test_the_first_order_is_followed_up_after_a_fortnight(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.FIRST_ORDER, on=0)
    buy(alice, "1", on=1)
    buy(alice, "2", on=3)

    assert announced(shop, on=15 - SECOND) == {}
    assert due(shop, 15)
    run(shop, on=15)
    clear()
    assert announced(shop, on=20) == {}


# --- best customers ---------------------------------------------------------


def test_the_best_customers_have_bought_enough_in_a_period(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    """What came back does not count: Bob kept 99,99 €."""
    agree(bob)
    campaign(shop, Aim.BEST, threshold=Decimal(100), period_days=30)
    buy(alice, "1", on=1, price="60.00")
    buy(alice, "2", on=5, price="40.00")
    buy(bob, "3", on=5, lines=(line(1, "120.00", refunded_amount=Decimal("20.01")),))

    assert due(shop, 10)
    assert due(shop, 31)
    assert announced(shop, on=31 + SECOND) == {}


def test_the_best_customers_are_written_to_again_after_a_while(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.BEST, threshold=Decimal(10), period_days=30, repeat_days=20)
    for number, on in enumerate(range(1, 60, 10)):
        buy(alice, f"{number}", on=on)

    counts = []
    for on in (5, 15, 25, 26, 45):
        counts.append(run(shop, on=on).count)
        clear()
    assert counts == [1, 0, 1, 0, 1]


def test_a_single_big_order_is_enough_without_a_period(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    agree(bob)
    campaign(shop, Aim.BEST, threshold=Decimal(100), period_days=None, repeat_days=None)
    buy(alice, "1", on=1, price="100.00")
    buy(bob, "2", on=1, price="60.00")
    buy(bob, "3", on=1, price="60.00")

    assert due(shop, 2)


# --- lapsing ----------------------------------------------------------------


def test_a_customer_without_an_order_for_a_hundred_days_lapses(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.LAPSED)
    assert announced(shop, on=101) == {}

    buy(alice, "1", on=1)
    assert announced(shop, on=101 - SECOND) == {}
    assert due(shop, 101)


def test_a_failed_payment_brings_nobody_back(shop: Shop, alice: Customer) -> None:
    """The module took whoever had tried to pay yesterday for a faithful customer."""
    campaign(shop, Aim.LAPSED)
    buy(alice, "1", on=1)
    buy(alice, "2", on=90, state="payment_error")
    buy(alice, "3", on=90, state="pending", stated=90)
    buy(alice, "3", on=90, state="cancelled", stated=91)

    assert announced(shop, on=101) == {"57": "ordered"}


def test_the_lapsed_are_reminded_again_after_a_while_and_when_they_lapse_again(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.LAPSED, quiet_days=10, repeat_days=30)
    buy(alice, "1", on=0)

    counts = []
    for on in (10, 20, 40, 41):
        counts.append(run(shop, on=on).count)
        clear()
    assert counts == [1, 0, 1, 0]

    buy(alice, "2", on=60)
    assert announced(shop, on=69) == {}
    assert due(shop, 70)


def test_each_lapse_is_reminded_once_without_a_repeat(shop: Shop, alice: Customer) -> None:
    campaign(shop, Aim.LAPSED, quiet_days=10, repeat_days=None)
    buy(alice, "1", on=0)

    assert run(shop, on=10).count == 1
    clear()
    assert run(shop, on=300).count == 0
    buy(alice, "2", on=301)
    assert run(shop, on=311).count == 1


def test_the_customer_s_usual_gap_counts_from_three_orders_on(
    shop: Shop, alice: Customer
) -> None:
    """Every ten days on average; two such gaps are over after twenty days."""
    campaign(shop, Aim.LAPSED, quiet_days=100, gap_factor=Decimal(2))
    buy(alice, "1", on=0)
    buy(alice, "2", on=8)
    assert announced(shop, on=60) == {}

    buy(alice, "3", on=20)
    assert announced(shop, on=40 - SECOND) == {}
    assert due(shop, 40)


# --- people -----------------------------------------------------------------


def test_newcomers_are_welcomed(shop: Shop, alice: Customer) -> None:
    campaign(shop, Aim.WELCOME, on=1)
    Customer.objects.filter(pk=alice.pk).update(registered_at=day(0.5))
    assert announced(shop, on=2) == {}

    Customer.objects.filter(pk=alice.pk).update(registered_at=day(3))
    assert announced(shop, on=3) == {}
    assert due(shop, 3 + HOUR)
    run(shop, on=3 + HOUR)
    clear()
    assert announced(shop, on=4) == {}


def test_a_birthday_comes_once_a_year_by_the_shop_s_calendar(
    shop: Shop, alice: Customer
) -> None:
    """22:00 of the 9th in UTC is midnight in Paris."""
    campaign(shop, Aim.BIRTHDAY)
    put_customer(
        shop, "57", email=alice.email, birthday=date(1980, 5, 10), language="fr", on=2
    )

    assert announced(shop, on=8.5 - SECOND) == {}
    assert due(shop, 8.5)
    assert run(shop, on=9).count == 1
    clear()
    assert run(shop, on=9.1).count == 0
    assert due(shop, 9 + 365)


def test_a_birthday_on_29_february_is_on_the_28th_in_other_years(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.BIRTHDAY)
    Customer.objects.filter(pk=alice.pk).update(birthday=date(2000, 2, 29))

    def on(when: datetime) -> float:
        return (when - START) / timedelta(days=1)

    assert due(shop, on(START.replace(year=2027, month=2, day=28)))
    assert announced(shop, on=on(START.replace(year=2028, month=2, day=28))) == {}
    assert due(shop, on(START.replace(year=2028, month=2, day=29)))


# --- what was reached -------------------------------------------------------


def test_the_order_that_makes_the_number_triggers_once(shop: Shop, alice: Customer) -> None:
    buy(alice, "1", on=0)
    campaign(shop, Aim.ORDERS, on=1, min_orders=3)
    buy(alice, "2", on=2)
    assert announced(shop, on=3) == {}

    buy(alice, "3", on=4)
    assert due(shop, 5)
    run(shop, on=5)
    clear()
    buy(alice, "4", on=6)
    assert announced(shop, on=7) == {}


def test_numbers_reached_before_the_campaign_was_on_do_not_trigger(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    for each in (alice, bob):
        agree(each)
        buy(each, f"{each.pk}", on=0, price="600.00")
    campaign(shop, Aim.TURNOVER, on=1, threshold=Decimal(500))
    campaign(shop, Aim.ORDERS, on=1, min_orders=1)
    buy(alice, "2", on=2)

    assert announced(shop, on=3) == {}


def test_the_order_that_makes_the_amount_triggers(shop: Shop, alice: Customer) -> None:
    buy(alice, "1", on=0, price="460.00")
    campaign(shop, Aim.TURNOVER, on=1, threshold=Decimal(500))
    buy(alice, "2", on=2, price="39.99")
    assert announced(shop, on=3) == {}

    buy(alice, "3", on=4, price="0.01")
    assert due(shop, 5)


def test_an_exclusive_offer_is_sent_once_while_it_lasts(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.EXCLUSIVE, starts_on=date(2026, 5, 10), ends_on=date(2026, 5, 12))

    assert announced(shop, on=8) == {}
    assert due(shop, 9)
    assert due(shop, 11)
    assert announced(shop, on=12) == {}
    run(shop, on=10)
    clear()
    assert announced(shop, on=11) == {}
    assert told(shop) == [(alice.external_id, "exclusive")]


# --- close to the next tier ------------------------------------------------


def test_a_customer_close_to_a_tier_is_due_a_day_after_the_order(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop)
    campaign(shop, Aim.TIER, threshold=Decimal(50))
    buy(alice, "1", on=1, price="449.99")
    assert announced(shop, on=3) == {}

    buy(alice, "2", on=4, price="0.01")
    assert announced(shop, on=5 - SECOND) == {}
    assert due(shop, 5)


def test_a_customer_close_to_a_tier_is_reminded_once_per_tier(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop)
    campaign(shop, Aim.TIER, threshold=Decimal(50), repeat_days=90)
    buy(alice, "1", on=1, price="460.00")
    assert run(shop, on=2).count == 1
    clear()
    assert announced(shop, on=91) == {}
    assert due(shop, 92 + SECOND)

    buy(alice, "2", on=3, price="500.00")
    assert announced(shop, on=4) == {"57": "waiting"}, (
        "the news of the new tier comes first"
    )
    clear()
    assert due(shop, 4)
    run(shop, on=4)
    triggers = Reminder.objects.order_by("pk").values_list("trigger_key", flat=True)
    assert [trigger_key.split(":")[2] for trigger_key in triggers] == ["0", "0"]


def test_a_tier_reached_or_given_by_hand_is_not_reminded_of(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    set_tiers(shop)
    campaign(shop, Aim.TIER, threshold=Decimal(50))
    for each in (alice, bob):
        agree(each)
        buy(each, f"{each.pk}", on=1, price="460.00")
    assert announced(shop, on=2) == {"57": "", bob.external_id: ""}

    buy(alice, "2", on=2, price="40.00")
    tiers.pin(
        customer=bob,
        tier=Tier.objects.get(name="Or"),
        until=None,
        at_least=True,
        reason="A friend",
        author="staff:1",
        now=day(2),
    )
    assert announced(shop, on=4) == {}


def test_nobody_is_close_to_a_tier_where_there_are_none(
    shop: Shop, alice: Customer
) -> None:
    campaign(shop, Aim.TIER)
    buy(alice, "1", on=1, price="460.00")

    assert announced(shop, on=3) == {}
