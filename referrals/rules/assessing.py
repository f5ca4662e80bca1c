"""Assess a referral: a pure function of the facts, the terms and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from referrals.rules.scoring import FraudReason, fraud_score

_CENT = Decimal("0.01")


class ReferralStatus(StrEnum):
    INVITED = "invited"
    REGISTERED = "registered"
    ORDERED = "ordered"
    REWARDED = "rewarded"
    HELD = "held"
    REFUSED = "refused"
    CAPPED = "capped"
    LAPSED = "lapsed"


class StaffDecision(StrEnum):
    """What staff have decided; it goes before the score."""

    PAY = "pay"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardConditions:
    """The terms that both sides were shown, as far as they decide about the rewards."""

    at_sign_up: bool
    orders: int
    minimum: Decimal
    wait: timedelta
    hold_at: int
    refuse_at: int


@dataclass(frozen=True, slots=True)
class FriendOrder:
    """An order of the friend that counts: when it qualified, and the value of its goods
    before any discount, less what was returned.
    """

    key: int
    at: datetime
    amount: Decimal

    def with_part(self, part: "FriendOrder") -> "FriendOrder":
        """One purchase of both: it qualified when its last part did."""
        return FriendOrder(self.key, max(self.at, part.at), self.amount + part.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFacts:
    registered: bool
    orders: Sequence[FriendOrder] = ()
    reasons: frozenset[FraudReason] = frozenset()
    decision: StaffDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAssessment:
    """``friend`` and ``sponsor``: whether each should have their reward now. ``order`` is
    the key of the one that decides, and ``due_at`` when the sponsor's reward is due for it.
    """

    status: ReferralStatus
    score: int
    friend: bool = False
    sponsor: bool = False
    order: int | None = None
    due_at: datetime | None = None


def assess(
    facts: ReferralFacts, conditions: RewardConditions, now: datetime
) -> ReferralAssessment:
    score = fraud_score(facts.reasons)
    # The order that makes the number full; one of nothing never counts.
    enough = [
        each for each in facts.orders if each.amount >= max(conditions.minimum, _CENT)
    ]
    by_date = sorted(enough, key=lambda each: (each.at, each.key))
    decisive = by_date[conditions.orders - 1] if len(by_date) >= conditions.orders else None
    due_at = decisive.at + conditions.wait if decisive else None
    status = _status(facts, conditions, score, due_at, now)
    counts = status in {
        ReferralStatus.REGISTERED,
        ReferralStatus.ORDERED,
        ReferralStatus.REWARDED,
    }
    return ReferralAssessment(
        status=status,
        score=score,
        friend=counts and (conditions.at_sign_up or decisive is not None),
        sponsor=status == ReferralStatus.REWARDED,
        order=decisive.key if decisive else None,
        due_at=due_at,
    )


def _status(
    facts: ReferralFacts,
    conditions: RewardConditions,
    score: int,
    due_at: datetime | None,
    now: datetime,
) -> ReferralStatus:
    undecided = facts.decision is None
    by_score = undecided and score >= conditions.refuse_at
    if by_score or facts.decision == StaffDecision.REFUSE:
        return ReferralStatus.REFUSED
    if not facts.registered:
        return ReferralStatus.INVITED
    if undecided and score >= conditions.hold_at:
        return ReferralStatus.HELD
    if due_at is None:
        return ReferralStatus.REGISTERED
    return ReferralStatus.ORDERED if now < due_at else ReferralStatus.REWARDED
