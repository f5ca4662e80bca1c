"""The purchases of the last months, drawn from a seed: the same each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo_shop.demo.goods import ITEMS
from demo_shop.demo.people import CAST, CLOSE, FRIEND, REGULAR, DemoPerson
from demo_shop.models import DemoOrder

State = DemoOrder.State

# One order in so many is by somebody without an account.
GUESTS = 0.06
# The states of orders older than a week, of a hundred.
OUTCOMES = {State.DELIVERED: 93, State.CANCELLED: 5, State.REFUNDED: 2}
# Of those that were delivered, how many had something sent back.
RETURNS = 0.04
# By month: before Christmas everybody wants candles.
SEASON = [0.9, 0.8, 0.8, 0.8, 1.0, 0.8, 0.6, 0.5, 0.9, 1.1, 1.7, 2.1]


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """``days_ago`` it was placed; ``refunded`` are items that came back whole.

    Without a person it is a guest's. ``story``: shown in the guide, so no voucher may
    change its amounts.
    """

    person: DemoPerson | None
    days_ago: float
    cart: tuple[tuple[str, int], ...]
    state: str = State.DELIVERED
    refunded: tuple[str, ...] = ()
    story: bool = False


def _story(
    person: DemoPerson,
    days_ago: int,
    cart: tuple[tuple[str, int], ...],
    state: str = State.DELIVERED,
    refunded: tuple[str, ...] = (),
) -> PastPurchase:
    return PastPurchase(person, days_ago, cart, state, refunded, story=True)


# What the people with a story have bought.
STORIES = [
    _story(REGULAR, 160, (("101", 4), ("104", 2))),
    _story(REGULAR, 74, (("115", 1), ("113", 2))),
    _story(CLOSE, 70, (("112", 2), ("111", 1))),
    _story(CAST[3], 64, (("109", 3), ("110", 3))),
    _story(CLOSE, 52, (("117", 1), ("116", 3))),
    _story(REGULAR, 40, (("108", 1), ("106", 2)), refunded=("108",)),
    _story(CAST[4], 33, (("107", 2),)),
    _story(CLOSE, 30, (("103", 2), ("102", 5))),
    _story(CAST[5], 21, (("103", 1),), State.CANCELLED),
    _story(FRIEND, 15, (("112", 1), ("114", 2))),
    _story(REGULAR, 12, (("106", 1), ("116", 1)), State.SHIPPED),
    _story(CAST[7], 9, (("101", 2), ("102", 2))),
    _story(CLOSE, 6, (("105", 1),), State.PAID),
    _story(CAST[8], 4, (("118", 2), ("117", 1)), State.PROCESSING),
    _story(CAST[9], 2, (("111", 2),), State.PENDING),
    _story(CAST[10], 1, (("115", 1),), State.PAID),
]


def purchases(
    people: Sequence[DemoPerson], *, days: int, now: datetime, chance: Random
) -> list[PastPurchase]:
    """Return all purchases of the last ``days`` days, the oldest first."""
    others = [person for person in people if person not in CAST]
    # A few people buy often, most now and then.
    eager = [chance.paretovariate(1.8) for _ in others]
    usual = len(others) / 100
    drawn = []
    for day in range(days if others else 0, 0, -1):
        month = (now - timedelta(days=day)).month
        expected = usual * SEASON[month - 1]
        for _ in range(int(expected) + (chance.random() < expected % 1)):
            person = chance.choices(others, eager)[0]
            if person.since > day:
                ago = day - chance.uniform(0.1, 0.6)
                drawn.append(_purchase(person, ago, chance))
    return sorted([*STORIES, *drawn], key=lambda each: -each.days_ago)


def _purchase(person: DemoPerson, days_ago: float, chance: Random) -> PastPurchase:
    state, back = _outcome(days_ago, chance)
    items = chance.sample(ITEMS, chance.choices([1, 2, 3, 4], [40, 32, 18, 10])[0])
    cart = []
    for item in items:
        # More of what costs little.
        weights = [50, 35, 15] if item.price < 20 else [85, 13, 2]  # noqa: PLR2004 -- euros
        cart.append((item.number, chance.choices([1, 2, 4], weights)[0]))
    return PastPurchase(
        person=None if chance.random() < GUESTS else person,
        days_ago=days_ago,
        cart=tuple(cart),
        state=state,
        refunded=(cart[0][0],) if back else (),
    )


def _outcome(days_ago: float, chance: Random) -> tuple[str, bool]:
    """Draw the state of the order today, and whether something was returned."""
    if days_ago < 3:  # noqa: PLR2004 -- days
        return chance.choice([State.PAID, State.PROCESSING, State.PENDING]), False
    if days_ago < 8:  # noqa: PLR2004 -- days
        return State.SHIPPED, False
    state = chance.choices([*OUTCOMES], [*OUTCOMES.values()])[0]
    return state, state == State.DELIVERED and chance.random() < RETURNS
