"""Where a referral stands: a pure function of the facts, the promise and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from referrals.rules.scoring import Reason, score_of


class Status(StrEnum):
    INVITED = "invited"
    REGISTERED = "registered"
    ORDERED = "ordered"
    REWARDED = "rewarded"
    HELD = "held"
    REFUSED = "refused"
    CAPPED = "capped"
    LAPSED = "lapsed"


class Ruling(StrEnum):
    """What staff have said, over the score."""

    PAY = "pay"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The conditions that both were shown, as far as they decide."""

    at_sign_up: bool
    orders: int
    minimum: Decimal
    wait: timedelta
    hold_at: int
    refuse_at: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order of the friend that stands: when it qualified, and what is kept of its
    goods before any discount.
    """

    key: int
    at: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    registered: bool
    purchases: Sequence[Purchase] = ()
    reasons: frozenset[Reason] = frozenset()
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``friend`` and ``sponsor``: who is to have his reward. ``order`` is the key of the
    one that decides, and ``due_at`` when the sponsor's is due for it.
    """

    status: Status
    score: int
    friend: bool = False
    sponsor: bool = False
    order: int | None = None
    due_at: datetime | None = None


def stand(story: Story, promise: Promise, now: datetime) -> Standing:
    score = score_of(story.reasons)
    decisive = _decisive(story.purchases, promise)
    order, due_at = None, None
    if decisive:
        order, due_at = decisive.key, decisive.at + promise.wait
    status = _status(story, promise, score, due_at, now)
    counts = status in {Status.REGISTERED, Status.ORDERED, Status.REWARDED}
    return Standing(
        status=status,
        score=score,
        friend=counts and (promise.at_sign_up or decisive is not None),
        sponsor=status == Status.REWARDED,
        order=order,
        due_at=due_at,
    )


def _status(
    story: Story, promise: Promise, score: int, due_at: datetime | None, now: datetime
) -> Status:
    ruling = story.ruling or _ruled_by_score(score, promise)
    if ruling == Ruling.REFUSE:
        return Status.REFUSED
    if not story.registered:
        return Status.INVITED
    if ruling is None:
        return Status.HELD
    if due_at is None:
        return Status.REGISTERED
    return Status.ORDERED if now < due_at else Status.REWARDED


def _ruled_by_score(score: int, promise: Promise) -> Ruling | None:
    if score >= promise.refuse_at:
        return Ruling.REFUSE
    return None if score >= promise.hold_at else Ruling.PAY


def _decisive(purchases: Sequence[Purchase], promise: Promise) -> Purchase | None:
    """The order that makes their number full."""
    enough = [each for each in purchases if each.amount >= max(promise.minimum, _CENT)]
    by_date = sorted(enough, key=lambda each: (each.at, each.key))
    return by_date[promise.orders - 1] if len(by_date) >= promise.orders else None


_CENT = Decimal("0.01")
