"""What was bought in the last months, drawn from a seed: the same each time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo_shop.demo.goods import ITEMS, Item
from demo_shop.demo.people import CAST, CLOSE, FRIEND, REGULAR, Person
from demo_shop.models import Order

State = Order.State

# One order in so many is by somebody without an account.
GUESTS = 0.06
# What became of orders that had time to become something, of a hundred.
FATES = {State.DELIVERED: 93, State.CANCELLED: 5, State.REFUNDED: 2}
# Of those that were delivered, how many had something sent back.
RETURNS = 0.04
# By month: before Christmas everybody wants candles.
SEASON = [0.9, 0.8, 0.8, 0.8, 1.0, 0.8, 0.6, 0.5, 0.9, 1.1, 1.7, 2.1]


@dataclass(frozen=True, slots=True)
class Purchase:
    """``days_ago`` it was placed; ``refunded`` are items that came back whole.

    By nobody: it is a guest's. ``story``: it is told, and no voucher is to change it.
    """

    person: Person | None
    days_ago: float
    cart: tuple[tuple[str, int], ...]
    state: str = State.DELIVERED
    refunded: tuple[str, ...] = ()
    story: bool = False


def _told(
    person: Person,
    days_ago: int,
    cart: tuple[tuple[str, int], ...],
    state: str = State.DELIVERED,
    refunded: tuple[str, ...] = (),
) -> Purchase:
    return Purchase(person, days_ago, cart, state, refunded, story=True)


# What the people with a story have bought.
STORIES = [
    _told(REGULAR, 160, (("101", 4), ("104", 2))),
    _told(REGULAR, 74, (("115", 1), ("113", 2))),
    _told(CLOSE, 70, (("112", 2), ("111", 1))),
    _told(CAST[3], 64, (("109", 3), ("110", 3))),
    _told(CLOSE, 52, (("117", 1), ("116", 3))),
    _told(REGULAR, 40, (("108", 1), ("106", 2)), refunded=("108",)),
    _told(CAST[4], 33, (("107", 2),)),
    _told(CLOSE, 30, (("103", 2), ("102", 5))),
    _told(CAST[5], 21, (("103", 1),), State.CANCELLED),
    _told(FRIEND, 15, (("112", 1), ("114", 2))),
    _told(REGULAR, 12, (("106", 1), ("116", 1)), State.SHIPPED),
    _told(CAST[7], 9, (("101", 2), ("102", 2))),
    _told(CLOSE, 6, (("105", 1),), State.PAID),
    _told(CAST[8], 4, (("118", 2), ("117", 1)), State.PROCESSING),
    _told(CAST[9], 2, (("111", 2),), State.PENDING),
    _told(CAST[10], 1, (("115", 1),), State.PAID),
]


def purchases(
    people: Sequence[Person], *, days: int, now: datetime, chance: Random
) -> list[Purchase]:
    """All of the last ``days`` days, the oldest first."""
    others = [person for person in people if person not in CAST]
    drawn = _drawn(others, days, now, chance) if others else iter(())
    return sorted([*STORIES, *drawn], key=lambda each: -each.days_ago)


def _drawn(
    others: Sequence[Person], days: int, now: datetime, chance: Random
) -> Iterator[Purchase]:
    """A few people buy often and most now and then; some have come only lately."""
    eager = [chance.paretovariate(1.8) for _ in others]
    usual = len(others) / 100
    for day in range(days, 0, -1):
        month = (now - timedelta(days=day)).month
        for _ in range(_about(usual * SEASON[month - 1], chance)):
            person = chance.choices(others, eager)[0]
            if person.since > day:
                yield _purchase(person, day - chance.uniform(0.1, 0.6), chance)


def _about(expected: float, chance: Random) -> int:
    return int(expected) + (chance.random() < expected % 1)


def _purchase(person: Person, days_ago: float, chance: Random) -> Purchase:
    state, back = _fate(days_ago, chance)
    items = chance.sample(ITEMS, chance.choices([1, 2, 3, 4], [40, 32, 18, 10])[0])
    cart = tuple((item.number, _pieces(item, chance)) for item in items)
    return Purchase(
        person=None if chance.random() < GUESTS else person,
        days_ago=days_ago,
        cart=cart,
        state=state,
        refunded=(cart[0][0],) if back else (),
    )


def _pieces(item: Item, chance: Random) -> int:
    """Of what costs little one takes several."""
    small = item.price < 20  # noqa: PLR2004 -- euros
    return chance.choices([1, 2, 4], [50, 35, 15] if small else [85, 13, 2])[0]


def _fate(days_ago: float, chance: Random) -> tuple[str, bool]:
    """How the order stands today, and whether something of it came back."""
    if days_ago < 3:  # noqa: PLR2004 -- days
        return chance.choice([State.PAID, State.PROCESSING, State.PENDING]), False
    if days_ago < 8:  # noqa: PLR2004 -- days
        return State.SHIPPED, False
    state = chance.choices([*FATES], [*FATES.values()])[0]
    return state, state == State.DELIVERED and chance.random() < RETURNS
