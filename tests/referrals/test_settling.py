"""Both are thanked once, whatever the shop says, how often, and in which order."""

from decimal import Decimal

import pytest

from programme import actions as programme
from programme.queries.inconsistencies import ledger_inconsistencies
from referrals import actions as referrals
from referrals.models import Referral, ReferralReward, ReferralTerms, Sponsor
from referrals.rules.assessing import StaffDecision
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.referrals.friends import (
    accept,
    become,
    bring,
    buy,
    night,
    open_referrals,
    referral_of,
    rewards,
    sign_up,
    status_of,
    vouchers,
)
from tests.statements import assert_honest, merge, points_of, put_customer, put_order, use
from vouchers.models import Voucher


def test_the_friend_has_a_voucher_at_sign_up(julie: Sponsor) -> None:
    bob = bring(julie)

    assert status_of(bob) == "registered"
    assert vouchers(bob) == [Decimal(5)]
    assert vouchers(julie.customer) == []


def test_the_sponsor_waits_for_the_order_and_for_its_returns(julie: Sponsor) -> None:
    bob = bring(julie)
    buy(bob, on=3)
    assert status_of(bob) == "ordered"
    assert referral_of(bob).due_at == day(17)

    night(on=16.9)
    assert vouchers(julie.customer) == []
    night(on=17)

    assert status_of(bob) == "rewarded"
    assert vouchers(julie.customer) == [Decimal(10)]
    assert_honest()


def test_a_statement_that_comes_late_pays_at_once(julie: Sponsor) -> None:
    bob = bring(julie)

    buy(bob, on=20)

    assert vouchers(julie.customer) == [Decimal(10)]


def test_replays_nights_and_the_same_fact_give_nothing_more(julie: Sponsor) -> None:
    bob = bring(julie)
    for on in (3, 3, 20, 20, 21):
        buy(bob, on=on)
    for on in (20, 21, 22):
        night(on=on)

    assert rewards(bob, "sponsor") == [(1, True)]
    assert rewards(bob, "friend") == [(1, True)]


def test_an_order_below_the_minimum_does_not_count(julie: Sponsor) -> None:
    bob = bring(julie)

    buy(bob, price="29.99", on=20)

    assert status_of(bob) == "registered"
    assert vouchers(julie.customer) == []


def test_the_parts_of_a_purchase_are_one_order_of_all_that_was_bought(
    julie: Sponsor,
) -> None:
    bob = bring(julie)
    split = {"reference": "XKBKNABJK", "cart": "1403"}

    buy(bob, "9001", price="20.00", on=20, **split)
    assert status_of(bob) == "registered"
    buy(bob, "9002", price="15.00", on=20, **split)

    assert status_of(bob) == "rewarded"
    assert rewards(bob, "sponsor") == [(1, True)]


def test_a_reward_that_was_used_goes_when_the_order_that_had_it_lets_it_go(
    julie: Sponsor,
) -> None:
    bob = bring(julie)
    buy(bob, on=20)
    given = Voucher.objects.get(customer=julie.customer)
    use(julie.customer.shop, given, "J1", on=21)
    buy(bob, on=22, state="cancelled")
    assert Voucher.objects.get(pk=given.pk).cancelled_at is None

    put_order(
        julie.customer.shop,
        "J1",
        customer=julie.customer,
        vouchers=(given.code,),
        state="cancelled",
        placed_at=day(21),
        on=23,
    )

    assert Voucher.objects.get(pk=given.pk).cancelled_at == day(23)
    assert rewards(bob, "sponsor") == [(1, False)]
    assert_honest()


def test_the_friends_own_voucher_does_not_bring_an_order_below_the_minimum(
    julie: Sponsor,
) -> None:
    bob = bring(julie)

    buy(bob, price="30.00", discount=Decimal(5), on=20)

    assert status_of(bob) == "rewarded"


def test_a_cancelled_order_takes_the_reward_back_and_a_paid_one_gives_one_anew(
    julie: Sponsor,
) -> None:
    bob = bring(julie)
    buy(bob, on=20)
    first = Voucher.objects.get(customer=julie.customer)

    buy(bob, on=21, state="cancelled")
    first.refresh_from_db()
    assert first.cancelled_at == day(21)
    assert status_of(bob) == "registered"
    assert rewards(bob, "sponsor") == [(1, False)]

    buy(bob, on=22, state="paid")
    assert rewards(bob, "sponsor") == [(1, False), (2, True)]
    assert vouchers(julie.customer) == [Decimal(10)]
    assert_honest()


def test_a_refund_below_the_minimum_takes_the_reward_back(julie: Sponsor) -> None:
    bob = bring(julie)
    buy(bob, on=20)

    put_order(
        bob.shop,
        "9001",
        line(1, refunded_amount=Decimal("10.01")),
        customer=bob,
        placed_at=day(3),
        paid_at=day(3),
        on=21,
    )

    assert rewards(bob, "sponsor") == [(1, False)]
    assert status_of(bob) == "registered"


def test_a_voucher_that_was_used_stays_and_is_not_given_twice(julie: Sponsor) -> None:
    bob = bring(julie)
    buy(bob, on=20)
    use(julie.shop, Voucher.objects.get(customer=julie.customer), "77", on=21)

    buy(bob, on=22, state="cancelled")
    reward = ReferralReward.objects.get(side="sponsor")
    assert (reward.clawed_back_at, reward.kept_at) == (None, day(22))

    buy(bob, on=23, state="paid")
    reward.refresh_from_db()
    assert (reward.clawed_back_at, reward.kept_at) == (None, None)
    assert ReferralReward.objects.filter(side="sponsor").count() == 1
    assert_honest()


def test_points_are_given_and_what_was_spent_of_them_becomes_a_debt(
    terms: ReferralTerms, shop: Shop, alice: Customer
) -> None:
    open_referrals(shop, sponsor_gives="points", sponsor_points=40, sponsor_amount=None)
    julie = become(alice)
    bob = bring(julie)
    buy(bob, on=20)
    assert points_of(alice, on=20) == (40, 0, 0)

    buy(bob, on=21, state="cancelled")
    assert points_of(alice, on=21) == (0, 0, 0)
    buy(bob, on=22, state="paid")
    assert points_of(alice, on=22) == (40, 0, 0)
    assert rewards(bob, "sponsor") == [(1, False), (2, True)]
    assert_honest()


def test_the_friends_reward_can_wait_for_an_order(shop: Shop, alice: Customer) -> None:
    open_referrals(shop, friend_when="order")
    bob = bring(become(alice))
    assert vouchers(bob) == []

    buy(bob, on=3)
    assert vouchers(bob) == [Decimal(5)]
    buy(bob, on=4, state="cancelled")
    assert vouchers(bob) == []


def test_the_number_of_orders_is_counted(shop: Shop, alice: Customer) -> None:
    open_referrals(shop, friend_orders=2, wait_days=0)
    bob = bring(become(alice))

    buy(bob, "9001", on=3)
    assert vouchers(alice) == []
    buy(bob, "9002", on=4)
    assert vouchers(alice) == [Decimal(10)]


def test_a_referral_keeps_the_conditions_it_was_made_under(
    shop: Shop, julie: Sponsor
) -> None:
    accept(julie)
    open_referrals(shop, on=1.5, sponsor_amount=Decimal(1), minimum=Decimal(500))
    bob = sign_up(shop)

    buy(bob, on=20)

    assert vouchers(julie.customer) == [Decimal(10)]


def test_nothing_is_given_beyond_the_months_limit(shop: Shop, alice: Customer) -> None:
    open_referrals(shop, month_cap=1)
    julie = become(alice)
    accept(julie)
    accept(julie, "carol@example.com")
    bob, carol = sign_up(shop), sign_up(shop, "2002", "carol@example.com")

    buy(bob, on=20)
    buy(carol, "9002", on=20)
    night(on=21)

    assert (status_of(bob), status_of(carol)) == ("rewarded", "capped")
    assert vouchers(alice) == [Decimal(10)]
    assert vouchers(carol) == [Decimal(5)]


def test_the_limit_in_all_holds(shop: Shop, alice: Customer) -> None:
    open_referrals(shop, total_cap=0)
    bob = bring(become(alice))

    buy(bob, on=20)

    assert status_of(bob) == "capped"
    assert vouchers(alice) == []


def test_sponsor_and_friend_who_turn_out_to_be_one_lose_both(julie: Sponsor) -> None:
    bob = bring(julie)
    buy(bob, on=20)

    merge(julie.customer, bob, on=21)
    night(on=21)

    assert status_of(bob) == "refused"
    assert referral_of(bob).reasons == ["same_person"]
    assert rewards(bob, "sponsor") == [(1, False)]
    assert vouchers(julie.customer) == []
    assert_honest()


def test_staff_pay_what_was_held_and_refuse_what_was_paid(julie: Sponsor) -> None:
    bob = bring(julie, last_name="Martin")
    Referral.objects.filter(friend=bob).update(reasons=["same_home", "same_name"])
    buy(bob, on=20)
    assert status_of(bob) == "held"
    assert vouchers(bob) == []

    said = {"reason": "Neighbours", "author": "staff:7"}
    referrals.decide(
        referral=referral_of(bob), decision=StaffDecision.PAY, now=day(21), **said
    )
    assert status_of(bob) == "rewarded"
    assert (vouchers(bob), vouchers(julie.customer)) == ([Decimal(5)], [Decimal(10)])

    referrals.decide(
        referral=referral_of(bob), decision=StaffDecision.REFUSE, now=day(22), **said
    )
    assert status_of(bob) == "refused"
    assert (vouchers(bob), vouchers(julie.customer)) == ([], [])
    assert list(ledger_inconsistencies()) == []


def test_an_erased_sponsor_gets_nothing_and_the_friend_keeps_the_reward(
    julie: Sponsor,
) -> None:
    bob = bring(julie)
    programme.erase_customer(
        shop=julie.shop, external_id="57", author="staff:1", now=day(2.5)
    )

    buy(bob, on=20)
    night(on=21)

    assert rewards(bob, "sponsor") == []
    assert vouchers(bob) == [Decimal(5)]


def test_an_erased_friend_leaves_the_sponsors_reward(julie: Sponsor) -> None:
    bob = bring(julie)
    buy(bob, on=20)

    programme.erase_customer(shop=julie.shop, external_id="2001", author="a", now=day(21))
    night(on=22)

    assert vouchers(julie.customer) == [Decimal(10)]
    row = Referral.objects.get(friend=bob)
    assert (row.connection, row.initials, row.status) == (None, "", "rewarded")


@pytest.mark.parametrize("on", [17, 30])
def test_the_night_pays_each_once(julie: Sponsor, on: float) -> None:
    bob = bring(julie)
    buy(bob, on=3)

    night(on=on)
    night(on=on)

    assert rewards(bob, "sponsor") == [(1, True)]


@pytest.mark.parametrize(
    ("placed", "told", "status"),
    [
        # The checkout opens the account, and its order is a second older.
        (2 - 1 / 86400, 2, "ordered"),
        (2 - 4 / 1440, 2, "ordered"),
        (2.01, 2.5, "ordered"),
        # A purchase of the day before.
        (1, 2, "refused"),
        # Told late, by a shop that was away.
        (2, 20, "rewarded"),
    ],
)
def test_an_order_placed_with_its_account_makes_nobody_a_customer_before(
    shop: Shop, alice: Customer, placed: float, told: float, status: str
) -> None:
    open_referrals(shop)
    sponsor = become(alice)
    friend = put_customer(
        shop,
        "2001",
        on=told,
        email="bob@example.com",
        last_name="Durand",
        registered_at=day(2),
        sponsor=sponsor.code,
    ).row

    buy(friend, placed_at=day(placed), paid_at=day(placed), on=told)

    assert status_of(friend) == status


def test_an_account_of_a_clock_that_is_behind_is_a_new_one(
    shop: Shop, alice: Customer
) -> None:
    open_referrals(shop)
    accept(become(alice))

    friend = sign_up(shop, registered_at=day(1 - 2 / 1440), on=1.01)

    assert status_of(friend) == "registered"
