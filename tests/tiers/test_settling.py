"""Orders, refunds and cancellations move their customer, once, to the right tier."""

from decimal import Decimal

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import GroupFactory, day, line
from tests.statements import assert_honest, put_customer, put_order
from tests.tiers.ladder import bronze, buy, gold, moves, set_tiers, silver, tier_of
from tiers.models import Move, Spend
from vouchers.models import Voucher


def test_a_tier_is_reached_exactly_on_its_threshold(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)

    buy(alice, "499.99", order="1")
    assert tier_of(alice) == "Bronze"
    buy(alice, "0.01", order="2", on=1)

    assert tier_of(alice) == "Argent"


def test_one_order_leads_straight_to_the_right_tier(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)

    receipt = buy(alice, "1000.00")

    tier = receipt.settlement.tier
    assert (tier.tier.name, tier.up) == ("Or", True)
    assert moves(alice) == [(None, "Bronze", "change"), ("Bronze", "Or", "order")]


def test_a_move_keeps_the_figures_of_its_moment(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)

    buy(alice, "620.00", order="1", on=3)

    move = Move.objects.get(customer=alice, cause="order")
    assert (move.spent, move.minimum, move.at) == (Decimal(620), Decimal(500), day(3))
    assert (str(move.order), move.author) == ("1", "api:1")


def test_the_same_statement_again_moves_nobody(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1")

    receipt = buy(alice, "620.00", order="1")

    assert receipt.settlement.tier.tier.name == "Argent"
    assert receipt.settlement.tier.up is None
    assert Move.objects.filter(customer=alice).count() == 2


def test_a_refund_takes_the_tier_away_at_once(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1")

    buy(alice, "620.00", order="1", on=1, placed_at=day(0), refunded_amount=Decimal(121))

    assert tier_of(alice) == "Bronze"
    assert moves(alice)[-1] == ("Argent", "Bronze", "refund")
    last = Move.objects.filter(customer=alice).latest("pk")
    assert (last.spent, last.minimum) == (Decimal(499), Decimal(500))


def test_a_cancellation_takes_the_tier_and_paying_again_brings_it_back(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop)
    for on, state in enumerate(["paid", "cancelled", "paid", "paid", "delivered"]):
        put_order(shop, "1", line(1, "620.00"), customer=alice, state=state, on=on)

    assert tier_of(alice) == "Argent"
    assert [cause for _before, _after, cause in moves(alice)] == [
        "change",
        "order",
        "cancellation",
        "order",
    ]


def test_an_order_that_is_not_paid_counts_for_nothing(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)

    put_order(shop, "1", line(1, "620.00"), customer=alice, state="pending")

    assert tier_of(alice) == "Bronze"
    assert not Spend.objects.exists()


def test_gift_cards_do_not_count(shop: Shop, alice: Customer) -> None:
    set_tiers(shop)
    receipt = buy(alice, "620.00", order="1")
    receipt.stated.row.lines.update(gift_card=True)

    order = receipt.stated.row
    order.refresh_from_db()
    programme.settle_order(order=order, author="system", now=day(1))

    assert tier_of(alice) == "Bronze"


def test_guests_have_no_tier(shop: Shop) -> None:
    set_tiers(shop)
    guest = put_customer(shop, "60", guest=True).row

    buy(guest, "620.00")

    assert tier_of(guest) is None


def test_an_excluded_group_has_no_tier_and_leaving_it_gives_one(
    shop: Shop, alice: Customer
) -> None:
    trade = GroupFactory.create(shop=shop, external_id="b2b")
    put_customer(shop, "57", group="b2b")
    set_tiers(shop, excluded_groups=(trade.pk,))

    buy(alice, "620.00")
    assert tier_of(alice) is None
    put_customer(shop, "57", on=2)

    assert tier_of(alice) == "Argent"
    assert moves(alice) == [(None, "Argent", "person")]


def test_a_new_customer_enters_the_lowest_tier(shop: Shop) -> None:
    set_tiers(shop)

    customer = put_customer(shop, "60").row

    assert tier_of(customer) == "Bronze"


def test_a_newcomer_has_no_tier_where_none_begins_at_nothing(shop: Shop) -> None:
    set_tiers(shop, silver())

    customer = put_customer(shop, "60").row

    assert tier_of(customer) is None
    assert moves(customer) == []


def test_spending_is_counted_without_tiers_too(shop: Shop, alice: Customer) -> None:
    buy(alice, "620.00")
    assert tier_of(alice) is None

    set_tiers(shop, on=1)

    assert tier_of(alice) == "Argent"


def test_grace_keeps_the_tier_for_its_days(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, grace_days=10)
    buy(alice, "620.00", order="1")
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=1)
    assert tier_of(alice) == "Argent"

    list(programme.night(now=day(10.9)))
    assert tier_of(alice) == "Argent"
    list(programme.night(now=day(11)))

    assert tier_of(alice) == "Bronze"
    assert moves(alice)[-1] == ("Argent", "Bronze", "time")


def test_buying_enough_within_the_grace_keeps_the_tier(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, grace_days=10)
    buy(alice, "620.00", order="1")
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=1)

    buy(alice, "500.00", order="2", on=5)
    list(programme.night(now=day(11)))

    assert tier_of(alice) == "Argent"


def test_a_voucher_comes_with_the_tier_once(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, bronze(), silver(voucher_kind="amount", voucher_worth=Decimal(20)))

    buy(alice, "620.00", order="1")
    buy(alice, "5.00", order="2", on=1)

    voucher = Voucher.objects.get(customer=alice)
    assert (voucher.origin, voucher.amount, voucher.label) == (
        "tier",
        Decimal(20),
        "Niveau Argent atteint",
    )
    assert voucher.code.startswith("NIV-")
    assert voucher.valid_until == day(30).replace(hour=22)


def test_a_refund_takes_the_unused_voucher_back_and_a_new_order_gives_another(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, bronze(), silver(voucher_kind="percent", voucher_worth=Decimal(15)))
    buy(alice, "620.00", order="1")

    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=1)
    [voucher] = Voucher.objects.filter(customer=alice)
    assert voucher.cancelled_at == day(1)
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="paid", on=2)

    assert Voucher.objects.filter(customer=alice, cancelled_at=None).count() == 1


def test_a_used_voucher_of_a_tier_is_not_given_again(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, bronze(), silver(voucher_kind="amount", voucher_worth=Decimal(5)))
    buy(alice, "620.00", order="1")
    voucher = Voucher.objects.get(customer=alice)
    put_order(
        shop,
        "2",
        line(1, "5.00"),
        customer=alice,
        discount=Decimal(5),
        vouchers=(voucher.code,),
        on=1,
    )

    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=2)
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="paid", on=3)

    assert tier_of(alice) == "Argent"
    assert list(Voucher.objects.filter(customer=alice)) == [voucher]


def test_a_used_voucher_of_a_lost_tier_goes_when_its_order_lets_it_go(
    shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, bronze(), silver(voucher_kind="amount", voucher_worth=Decimal(5)))
    buy(alice, "620.00", order="1")
    voucher = Voucher.objects.get(customer=alice)

    def second(state: str, on: float) -> None:
        put_order(
            shop,
            "2",
            line(1, "5.00"),
            customer=alice,
            discount=Decimal(5),
            vouchers=(voucher.code,),
            state=state,
            on=on,
        )
        voucher.refresh_from_db()

    second("paid", 1)
    put_order(shop, "1", line(1, "620.00"), customer=alice, state="cancelled", on=2)
    second("cancelled", 3)
    assert voucher.cancelled_at == day(3)

    put_order(shop, "1", line(1, "620.00"), customer=alice, state="paid", on=4)
    assert Voucher.objects.filter(customer=alice, cancelled_at=None).count() == 1
    assert_honest()


def test_an_order_earns_by_the_tier_held_before_it(shop: Shop, alice: Customer) -> None:
    set_tiers(shop, bronze(), silver(points_multiplier=Decimal(2)), gold())

    first = buy(alice, "620.00", order="1")
    second = buy(alice, "100.00", order="2", on=1)

    assert first.settlement.points.change == 62
    assert second.settlement.points.change == 20


def test_an_order_given_to_another_is_reviewed_for_both(
    shop: Shop, alice: Customer, bob: Customer, django_capture_on_commit_callbacks: object
) -> None:
    set_tiers(shop)
    buy(alice, "620.00", order="1")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        buy(bob, "620.00", order="1", on=1, placed_at=day(0))

    assert tier_of(alice) == "Bronze"
    assert tier_of(bob) == "Argent"
