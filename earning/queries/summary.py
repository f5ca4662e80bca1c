"""What points are earned by and what they buy, in figures for who reads about them."""

from dataclasses import dataclass
from decimal import Decimal

from earning.models import RuleVersion
from earning.rules import converting


@dataclass(frozen=True, slots=True)
class EarningSummary:
    """``block`` points for each ``ratio`` spent; a voucher takes ``least`` of them."""

    ratio: Decimal
    block: int
    block_worth: Decimal
    least: int
    least_worth: Decimal


def earning_summary(version: RuleVersion) -> EarningSummary:
    least = version.least_convertible
    return EarningSummary(
        ratio=version.ratio,
        block=version.points_per_block,
        block_worth=converting.worth(version.points_per_block, version.value),
        least=least,
        least_worth=converting.worth(least, version.value),
    )
