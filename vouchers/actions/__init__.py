"""Issue a voucher, hold it for a cart, let an order use it, take it back, put it away.

Whatever changes a voucher has locked its row before, several by primary key; so a code is
used as often as it may be, whoever asks at the same moment.
"""

from vouchers.actions.archiving import archive_expired, purge_holds
from vouchers.actions.cancelling import cancel, lock_unused
from vouchers.actions.holding import hold, release
from vouchers.actions.issuing import ORIGINS, VoucherTerms, issue, issue_to
from vouchers.actions.margin_guard import set_guard
from vouchers.actions.offers import OfferTerms, open_offer
from vouchers.actions.redeeming import settle_use
from vouchers.actions.refusals import BudgetSpent, NotCancellable, UnknownCode

__all__ = [
    "ORIGINS",
    "BudgetSpent",
    "NotCancellable",
    "OfferTerms",
    "UnknownCode",
    "VoucherTerms",
    "archive_expired",
    "cancel",
    "hold",
    "issue",
    "issue_to",
    "lock_unused",
    "open_offer",
    "purge_holds",
    "release",
    "set_guard",
    "settle_use",
]
