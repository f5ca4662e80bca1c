"""What speaks against a referral, and how much. The merchant sets the scores from which on
staff look at a referral, and from which on it is refused.
"""

from collections.abc import Iterable
from enum import StrEnum

MAX_SCORE = 100


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
    # Nobody brings themselves, nor somebody who was a customer before.
    FraudReason.OWN_ADDRESS: MAX_SCORE,
    FraudReason.KNOWN: MAX_SCORE,
    FraudReason.SAME_PERSON: MAX_SCORE,
    FraudReason.OWN_ORDER: MAX_SCORE,
    # A household shares a name, a home and a connection, and may well bring a friend.
    FraudReason.SAME_NAME: 20,
    FraudReason.SAME_HOME: 30,
    FraudReason.SAME_CONNECTION: 40,
    FraudReason.TOO_MANY: 40,
}


def fraud_score(reasons: Iterable[FraudReason]) -> int:
    """0 to 100."""
    return min(MAX_SCORE, sum(WEIGHTS[each] for each in set(reasons)))
