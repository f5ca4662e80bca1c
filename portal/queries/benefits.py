"""What somebody who opens an account can earn."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from earning.queries.summary import EarningSummary, earning_summary
from earning.queries.versions import rules_at
from shop.models import Shop
from tiers.queries import measures as tiers_measures


@dataclass(frozen=True, slots=True)
class SignUpBenefits:
    """``best`` is the highest tier discount as people write it, −15 %; None without one."""

    earning: EarningSummary
    best: Decimal | None


def sign_up_benefits(shop: Shop, now: datetime) -> SignUpBenefits:
    """Queries: 2."""
    measure = tiers_measures.measure_of(shop)
    # Discounts are negative, so the lowest is the best.
    off = [tier.off for tier in measure.tiers] if measure else []
    best = min(off, default=None)
    return SignUpBenefits(earning_summary(rules_at(shop, now)), best or None)
