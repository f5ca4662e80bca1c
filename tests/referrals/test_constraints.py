"""What cannot be is refused by the database, whoever writes."""

from decimal import Decimal
from typing import Any

import pytest

from referrals.models import (
    Referral,
    ReferralReward,
    ReferralTerms,
    Sponsor,
)
from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import CustomerFactory, VoucherFactory, day
from tests.statements import put_order


def terms(shop: Shop, **fields: Any) -> ReferralTerms:
    usual = {
        "shop": shop,
        "number": 1,
        "effective_from": day(0),
        "author": "staff:1",
        "sponsor_amount": Decimal(10),
        "friend_amount": Decimal(5),
    }
    return ReferralTerms.objects.create(**usual | fields)


def sponsor(shop: Shop, **fields: Any) -> Sponsor:
    usual = {
        "customer": CustomerFactory.create(shop=shop),
        "shop": shop,
        "code": "7KQ4M2XD",
        "accepted": ReferralTerms.objects.first() or terms(shop),
        "accepted_at": day(0),
    }
    return Sponsor.objects.create(**usual | fields)


def referral(shop: Shop, **fields: Any) -> Referral:
    usual = {
        "shop": shop,
        "sponsor": CustomerFactory.create(shop=shop),
        "terms": ReferralTerms.objects.first() or terms(shop),
        "channel": "link",
        "address": b"somebody",
        "created_at": day(0),
    }
    return Referral.objects.create(**usual | fields)


def brought(shop: Shop, **fields: Any) -> Referral:
    friend = CustomerFactory.create(shop=shop)
    usual = {"friend": friend, "registered_at": day(1), "status": "registered"}
    return referral(shop, **usual | fields)


def reward(shop: Shop, **fields: Any) -> ReferralReward:
    usual: dict[str, Any] = {
        "referral": Referral.objects.first() or brought(shop),
        "side": "sponsor",
        "points": 10,
        "given_at": day(2),
    }
    return ReferralReward.objects.create(**usual | fields)


def twice(make: Any, shop: Shop, **fields: Any) -> None:
    make(shop, **fields)
    make(shop, **fields)


def two_sponsors(shop: Shop) -> None:
    friend = CustomerFactory.create(shop=shop)
    twice(brought, shop, friend=friend)


def sponsor_as_friend(shop: Shop) -> None:
    alice = CustomerFactory.create(shop=shop)
    brought(shop, sponsor=alice, friend=alice)


WRONGS: Wrongs = {
    "terms_number_once": lambda shop: twice(terms, shop),
    "terms_sponsor_gift_is_whole": lambda shop: terms(shop, sponsor_amount=None),
    "terms_friend_gift_is_whole": lambda shop: terms(shop, friend_points=5),
    "terms_percentages_end_at_a_hundred": lambda shop: terms(
        shop, friend_gives="percent", friend_amount=None, friend_percent=Decimal(101)
    ),
    "terms_figures_make_sense": lambda shop: terms(shop, friend_orders=0),
    "terms_look_before_they_refuse": lambda shop: terms(shop, hold_at=50, refuse_at=49),
    "sponsor_code_once": lambda shop: twice(sponsor, shop),
    "sponsor_connection_has_its_time": lambda shop: sponsor(shop, connection=b"here"),
    "referral_friend_has_one_sponsor": two_sponsors,
    "referral_once_per_sponsor": lambda shop: twice(
        referral, shop, sponsor=CustomerFactory.create(shop=shop)
    ),
    "referral_mailed_once_per_address": lambda shop: twice(
        referral, shop, mailed_at=day(0)
    ),
    "referral_of_another": sponsor_as_friend,
    "referral_friend_is_registered": lambda shop: brought(shop, registered_at=None),
    "referral_counts_for_a_friend": lambda shop: referral(shop, status="registered"),
    "referral_is_due_for_an_order": lambda shop: brought(shop, due_at=day(3)),
    "referral_rewarded_for_an_order": lambda shop: brought(shop, status="rewarded"),
    "referral_decision_is_whole": lambda shop: brought(shop, decision="pay"),
    "referral_score_ends_at_a_hundred": lambda shop: brought(shop, score=101),
    "reward_lives_once": lambda shop: (reward(shop), reward(shop, number=2)),
    "reward_number_once": lambda shop: (
        reward(shop, clawed_back_at=day(3)),
        reward(shop),
    ),
    "reward_is_points_or_a_voucher": lambda shop: reward(
        shop, voucher=VoucherFactory.create(shop=shop)
    ),
    "reward_is_clawed_back_or_kept": lambda shop: reward(
        shop, clawed_back_at=day(3), kept_at=day(3)
    ),
}


def test_every_constraint_has_its_refusing_test() -> None:
    keys = {name for name in names("referrals") if name.endswith("_key")}
    assert names("referrals") - keys == set(WRONGS)


@pytest.mark.parametrize("name", WRONGS)
def test_a_constraint_refuses_its_wrong(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


def test_a_reward_is_something(shop: Shop) -> None:
    with refused_by("reward_is_points_or_a_voucher"):
        reward(shop, points=None)


def test_each_kind_of_gift_can_be(shop: Shop) -> None:
    terms(shop, sponsor_gives="none", sponsor_amount=None)
    terms(shop, number=2, sponsor_gives="points", sponsor_amount=None, sponsor_points=5)
    terms(
        shop,
        number=3,
        sponsor_gives="percent",
        sponsor_amount=None,
        sponsor_percent=Decimal(100),
    )

    assert ReferralTerms.objects.count() == 3


def test_a_referral_with_every_field_is_accepted(shop: Shop) -> None:
    order = put_order(shop, "1").stated.row
    row = brought(
        shop,
        status="rewarded",
        order=order,
        due_at=day(2),
        decision="pay",
        decided_by="staff:7",
        decided_at=day(2),
        decision_reason="Known to us",
    )
    reward(shop, referral=row, clawed_back_at=day(3))
    reward(shop, referral=row, number=2)

    assert ReferralReward.objects.count() == 2
