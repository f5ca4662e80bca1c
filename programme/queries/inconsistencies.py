"""Where the books of all apps disagree with themselves."""

from collections.abc import Iterator
from itertools import chain

from core.audit import Inconsistency
from giftcards.queries import card_checks as giftcards_queries
from points.queries import ledger_checks as points_queries
from programme.queries.roots import root_inconsistencies
from referrals.queries import referral_checks as referrals_queries
from tiers.queries import audit as tiers_queries
from vouchers.queries import voucher_checks as vouchers_queries


def ledger_inconsistencies() -> Iterator[Inconsistency]:
    """Where the books disagree with themselves; honest ones answer nothing."""
    return chain(
        points_queries.inconsistencies(),
        tiers_queries.inconsistencies(),
        vouchers_queries.inconsistencies(),
        giftcards_queries.inconsistencies(),
        referrals_queries.inconsistencies(),
        root_inconsistencies(),
    )
