"""What a customer is told: right at nothing, on a threshold, and at the top."""

from datetime import UTC, datetime
from decimal import Decimal

from shop.models import Customer, Shop
from tests.factories import day
from tests.tiers.ladder import bronze, buy, set_tiers, silver
from tiers.queries.progress import Progress, progress


def _told(customer: Customer, *, on: float = 0) -> Progress:
    told = progress(customer, day(on))
    assert told
    return told


def _in_short(told: Progress) -> tuple[str | None, str | None, Decimal, int]:
    tier, following = told.tier, told.next
    return (
        tier.name if tier else None,
        following.name if following else None,
        told.missing,
        told.percent,
    )


def test_progress_at_nothing(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)

    assert _in_short(_told(alice)) == ("Bronze", "Argent", Decimal(500), 0)


def test_progress_on_the_way(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "40.00")

    assert _in_short(_told(alice)) == ("Bronze", "Argent", Decimal(460), 8)


def test_a_cent_before_the_threshold_is_not_a_hundred_per_cent(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop)
    buy(alice, "499.99")

    assert _in_short(_told(alice)) == ("Bronze", "Argent", Decimal("0.01"), 99)


def test_progress_exactly_on_a_threshold(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "500.00")

    assert _in_short(_told(alice)) == ("Argent", "Or", Decimal(500), 50)


def test_progress_at_the_top(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "1500.00")

    assert _in_short(_told(alice)) == ("Or", None, Decimal(0), 100)


def test_progress_with_a_single_tier_from_nothing(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, bronze())

    assert _in_short(_told(alice)) == ("Bronze", None, Decimal(0), 100)


def test_progress_below_the_only_tier(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, silver())
    buy(alice, "125.00")

    assert _in_short(_told(alice)) == (None, "Argent", Decimal(375), 25)


def test_there_is_no_progress_without_tiers(shop: Shop, alice: Customer) -> None:
    assert progress(alice, day(0)) is None


def test_progress_says_how_long_the_orders_hold_the_tier(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, window="months", months=12)
    buy(alice, "300.00", on=0)
    buy(alice, "400.00", on=10)
    buy(alice, "60.00", on=20)

    told = _told(alice, on=20)

    # The order of 1 May counts to the end of 1 May: then 460 € are left.
    assert told.keeps_until == datetime(2027, 5, 1, 22, tzinfo=UTC)
    assert told.lacks_then == Decimal(40)


def test_spending_of_a_lifetime_is_never_lost(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "700.00")

    assert _told(alice).keeps_until is None


def test_progress_costs_two_queries(
    shop: Shop, alice: Customer, django_assert_num_queries: object
) -> None:
    set_tiers(shop)
    buy(alice, "700.00")

    with django_assert_num_queries(2):  # type: ignore[operator]
        _told(alice)
