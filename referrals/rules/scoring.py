"""What speaks against a referral, and how much. The merchant sets from where on it waits
for his eyes and from where on it is refused.
"""

from collections.abc import Iterable
from enum import StrEnum

MOST = 100


class FraudReason(StrEnum):
    OWN_ADDRESS = "own_address"
    KNOWN = "known"
    SAME_PERSON = "same_person"
    OWN_ORDER = "own_order"
    SAME_NAME = "same_name"
    SAME_HOME = "same_home"
    SAME_CONNECTION = "same_connection"
    TOO_MANY = "too_many"


WEIGHTS = {
    # Nobody brings himself, nor somebody who was here before.
    FraudReason.OWN_ADDRESS: MOST,
    FraudReason.KNOWN: MOST,
    FraudReason.SAME_PERSON: MOST,
    FraudReason.OWN_ORDER: MOST,
    # A household shares a name, a home and a connection, and may well bring a friend.
    FraudReason.SAME_NAME: 20,
    FraudReason.SAME_HOME: 30,
    FraudReason.SAME_CONNECTION: 40,
    FraudReason.TOO_MANY: 40,
}


def fraud_score(reasons: Iterable[FraudReason]) -> int:
    """0 to 100."""
    return min(MOST, sum(WEIGHTS[each] for each in set(reasons)))
