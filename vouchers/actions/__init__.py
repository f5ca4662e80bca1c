"""Issue a bon, hold it for a basket, let an order use it, take it back, put it away.

Whatever changes a bon has locked its row before, several by primary key; so a code is used
as often as it may be, whoever asks at the same moment.
"""

from vouchers.actions.cancelling import cancel, cancel_all, lock_unused
from vouchers.actions.clearing import archive_expired, purge_holds
from vouchers.actions.holding import HOLD_FOR, hold, let_go
from vouchers.actions.issuing import ORIGINS, Terms, issue, issue_many, issue_to
from vouchers.actions.owners import follow, part
from vouchers.actions.refusals import BudgetSpent, CodeRefused, NotCancellable, UnknownCode
from vouchers.actions.using import REFUSED, Use, settle_use

__all__ = [
    "HOLD_FOR",
    "ORIGINS",
    "REFUSED",
    "BudgetSpent",
    "CodeRefused",
    "NotCancellable",
    "Terms",
    "UnknownCode",
    "Use",
    "archive_expired",
    "cancel",
    "cancel_all",
    "follow",
    "hold",
    "issue",
    "issue_many",
    "issue_to",
    "let_go",
    "lock_unused",
    "part",
    "purge_holds",
    "settle_use",
]
