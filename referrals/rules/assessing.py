"""Where a referral stands: a pure function of the facts, the promise and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from referrals.rules.scoring import FraudReason, fraud_score


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
    """What staff have said, over the score."""

    PAY = "pay"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardConditions:
    """The conditions that both were shown, as far as they decide."""

    at_sign_up: bool
    orders: int
    minimum: Decimal
    wait: timedelta
    hold_at: int
    refuse_at: int


@dataclass(frozen=True, slots=True)
class FriendOrder:
    """An order of the friend that stands: when it qualified, and what is kept of its
    goods before any discount.
    """

    key: int
    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFacts:
    registered: bool
    purchases: Sequence[FriendOrder] = ()
    reasons: frozenset[FraudReason] = frozenset()
    decision: StaffDecision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAssessment:
    """``friend`` and ``sponsor``: who is to have his reward. ``order`` is the key of the
    one that decides, and ``due_at`` when the sponsor's is due for it.
    """

    status: ReferralStatus
    score: int
    friend: bool = False
    sponsor: bool = False
    order: int | None = None
    due_at: datetime | None = None


def assess(
    story: ReferralFacts, promise: RewardConditions, now: datetime
) -> ReferralAssessment:
    score = fraud_score(story.reasons)
    decisive = _decisive(story.purchases, promise)
    order, due_at = None, None
    if decisive:
        order, due_at = decisive.key, decisive.at + promise.wait
    status = _status(story, promise, score, due_at, now)
    counts = status in {
        ReferralStatus.REGISTERED,
        ReferralStatus.ORDERED,
        ReferralStatus.REWARDED,
    }
    return ReferralAssessment(
        status=status,
        score=score,
        friend=counts and (promise.at_sign_up or decisive is not None),
        sponsor=status == ReferralStatus.REWARDED,
        order=order,
        due_at=due_at,
    )


def _status(
    story: ReferralFacts,
    promise: RewardConditions,
    score: int,
    due_at: datetime | None,
    now: datetime,
) -> ReferralStatus:
    decision = story.decision or _ruled_by_score(score, promise)
    if decision == StaffDecision.REFUSE:
        return ReferralStatus.REFUSED
    if not story.registered:
        return ReferralStatus.INVITED
    if decision is None:
        return ReferralStatus.HELD
    if due_at is None:
        return ReferralStatus.REGISTERED
    return ReferralStatus.ORDERED if now < due_at else ReferralStatus.REWARDED


def _ruled_by_score(score: int, promise: RewardConditions) -> StaffDecision | None:
    if score >= promise.refuse_at:
        return StaffDecision.REFUSE
    return None if score >= promise.hold_at else StaffDecision.PAY


def _decisive(
    purchases: Sequence[FriendOrder], promise: RewardConditions
) -> FriendOrder | None:
    """The order that makes their number full."""
    enough = [each for each in purchases if each.amount >= max(promise.minimum, _CENT)]
    by_date = sorted(enough, key=lambda each: (each.at, each.key))
    return by_date[promise.orders - 1] if len(by_date) >= promise.orders else None


_CENT = Decimal("0.01")
