"""The arithmetic of referrals: windows, floors and rewards."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.addresses import undotted
from referrals.rules.assessing import (
    FriendOrder,
    ReferralFacts,
    RewardConditions,
    StaffDecision,
    assess,
)
from referrals.rules.codes import new_code
from referrals.rules.scoring import WEIGHTS, FraudReason, fraud_score
from tests.factories import day

CONDITIONS = RewardConditions(
    at_sign_up=True,
    orders=1,
    minimum=Decimal(30),
    wait=timedelta(days=14),
    hold_at=40,
    refuse_at=90,
)


def bought(key: int, on: float, amount: str = "40.00") -> FriendOrder:
    return FriendOrder(key, day(on), Decimal(amount))


@pytest.mark.parametrize(
    ("email", "person"),
    [
        ("Julie.Martin+Shop@Example.com", "juliemartin@example.com"),
        (" j.m@googlemail.com ", "jm@gmail.com"),
        ("a@b.co.uk", "a@b.co.uk"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_people_who_resemble_each_other_have_one_spelling(email: str, person: str) -> None:
    assert undotted(email) == person


@pytest.mark.parametrize(
    ("reasons", "score"),
    [
        (set(), 0),
        ({FraudReason.SAME_NAME}, 20),
        ({FraudReason.SAME_NAME, FraudReason.SAME_CONNECTION}, 60),
        ({FraudReason.KNOWN}, 100),
        (set(FraudReason), 100),
    ],
)
def test_suspicions_add_up_to_a_hundred(reasons: set[FraudReason], score: int) -> None:
    assert fraud_score(reasons) == score


def test_every_suspicion_weighs_something() -> None:
    assert set(WEIGHTS) == set(FraudReason)
    assert all(0 < weight <= 100 for weight in WEIGHTS.values())


@pytest.mark.parametrize(
    ("facts", "on", "status", "friend", "sponsor"),
    [
        (ReferralFacts(registered=False), 3, "invited", False, False),
        (ReferralFacts(registered=True), 3, "registered", True, False),
        (
            ReferralFacts(registered=True, orders=[bought(1, 3)]),
            16.9,
            "ordered",
            True,
            False,
        ),
        (
            ReferralFacts(registered=True, orders=[bought(1, 3)]),
            17,
            "rewarded",
            True,
            True,
        ),
        (
            ReferralFacts(registered=True, orders=[bought(1, 3, "29.99")]),
            99,
            "registered",
            True,
            False,
        ),
        (
            ReferralFacts(
                registered=True, reasons=frozenset({FraudReason.SAME_CONNECTION})
            ),
            3,
            "held",
            False,
            False,
        ),
        (
            ReferralFacts(
                registered=True,
                reasons=frozenset({FraudReason.SAME_CONNECTION}),
                decision=StaffDecision.PAY,
            ),
            3,
            "registered",
            True,
            False,
        ),
        (
            ReferralFacts(
                registered=True, orders=[bought(1, 3)], decision=StaffDecision.REFUSE
            ),
            99,
            "refused",
            False,
            False,
        ),
        (
            ReferralFacts(registered=True, reasons=frozenset({FraudReason.KNOWN})),
            3,
            "refused",
            False,
            False,
        ),
    ],
)
def test_a_referral_is_assessed_by_its_facts(
    facts: ReferralFacts, on: float, status: str, friend: bool, sponsor: bool
) -> None:
    found = assess(facts, CONDITIONS, day(on))

    assert (found.status.value, found.friend, found.sponsor) == (status, friend, sponsor)


def test_the_order_that_makes_the_number_full_decides() -> None:
    conditions = RewardConditions(
        at_sign_up=False,
        orders=2,
        minimum=Decimal(0),
        wait=timedelta(0),
        hold_at=40,
        refuse_at=90,
    )
    orders = [bought(3, 9), bought(1, 5, "0.00"), bought(2, 4), bought(4, 7)]

    found = assess(ReferralFacts(registered=True, orders=orders), conditions, day(20))

    assert (found.order, found.due_at) == (4, day(7))
    alone = assess(ReferralFacts(registered=True, orders=orders[:2]), conditions, day(20))
    assert (alone.order, alone.friend) == (None, False)


def test_codes_are_made_of_letters_nobody_confuses() -> None:
    codes = {new_code() for _ in range(100)}

    assert len(codes) == 100
    assert all(len(code) == 8 and not set(code) & set("01OIL") for code in codes)
