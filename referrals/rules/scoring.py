"""What speaks against a referral, and how much. The merchant sets from where on it waits
for his eyes and from where on it is refused.
"""

from collections.abc import Iterable
from enum import StrEnum

MOST = 100


class Reason(StrEnum):
    OWN_ADDRESS = "own_address"
    KNOWN = "known"
    SAME_PERSON = "same_person"
    OWN_ORDER = "own_order"
    SAME_NAME = "same_name"
    SAME_HOME = "same_home"
    SAME_PLACE = "same_place"
    TOO_MANY = "too_many"


WEIGHTS = {
    # Nobody brings himself, nor somebody who was here before.
    Reason.OWN_ADDRESS: MOST,
    Reason.KNOWN: MOST,
    Reason.SAME_PERSON: MOST,
    Reason.OWN_ORDER: MOST,
    # A household shares a name, a home and a connection, and may well bring a friend.
    Reason.SAME_NAME: 20,
    Reason.SAME_HOME: 30,
    Reason.SAME_PLACE: 40,
    Reason.TOO_MANY: 40,
}


def score_of(reasons: Iterable[Reason]) -> int:
    """0 to 100."""
    return min(MOST, sum(WEIGHTS[each] for each in set(reasons)))
