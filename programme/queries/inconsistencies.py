"""Where the books of all apps disagree with themselves."""

from collections.abc import Iterator
from itertools import chain

from core.audit import Inconsistency
from giftcards.queries import card_checks as giftcards_card_checks
from points.queries import ledger_checks as points_ledger_checks
from programme.queries.roots import root_inconsistencies
from referrals.queries import referral_checks as referrals_checks
from tiers.queries import audit as tiers_audit
from vouchers.queries import voucher_checks as vouchers_checks


def ledger_inconsistencies() -> Iterator[Inconsistency]:
    """Yield where the books disagree with themselves; nothing when they are consistent."""
    return chain(
        points_ledger_checks.inconsistencies(),
        tiers_audit.inconsistencies(),
        vouchers_checks.inconsistencies(),
        giftcards_card_checks.inconsistencies(),
        referrals_checks.inconsistencies(),
        root_inconsistencies(),
    )
