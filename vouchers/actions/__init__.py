"""Issue a voucher, hold it for a basket, let an order use it, take it back, put it away.

Whatever changes a voucher has locked its row before, several by primary key; so a code is
used as often as it may be, whoever asks at the same moment.
"""

from vouchers.actions.batches import (
    Form,
    drop_prepared,
    make_for,
    make_open,
    make_prepared,
    prepare_file,
    purge_prepared,
)
from vouchers.actions.budgets import limit, open_budget
from vouchers.actions.cancelling import cancel, cancel_all, explain, lock_unused
from vouchers.actions.clearing import archive_expired, purge_holds
from vouchers.actions.guarding import set_guard
from vouchers.actions.holding import HOLD_FOR, hold, let_go
from vouchers.actions.issuing import ORIGINS, Issued, Terms, issue, issue_many, issue_to
from vouchers.actions.offers import (
    OfferOver,
    OfferTerms,
    change_offer,
    close_offer,
    open_offer,
)
from vouchers.actions.owners import follow, part
from vouchers.actions.refusals import (
    BelowSpent,
    BudgetSpent,
    CodeRefused,
    CodeTaken,
    MadeBefore,
    MayHaveNone,
    NameTaken,
    NobodyNamed,
    NotCancellable,
    UnknownCode,
)
from vouchers.actions.using import REFUSED, Use, settle_use

__all__ = [
    "HOLD_FOR",
    "ORIGINS",
    "REFUSED",
    "BelowSpent",
    "BudgetSpent",
    "CodeRefused",
    "CodeTaken",
    "Form",
    "Issued",
    "MadeBefore",
    "MayHaveNone",
    "NameTaken",
    "NobodyNamed",
    "NotCancellable",
    "OfferOver",
    "OfferTerms",
    "Terms",
    "UnknownCode",
    "Use",
    "archive_expired",
    "cancel",
    "cancel_all",
    "change_offer",
    "close_offer",
    "drop_prepared",
    "explain",
    "follow",
    "hold",
    "issue",
    "issue_many",
    "issue_to",
    "let_go",
    "limit",
    "lock_unused",
    "make_for",
    "make_open",
    "make_prepared",
    "open_budget",
    "open_offer",
    "part",
    "prepare_file",
    "purge_holds",
    "purge_prepared",
    "set_guard",
    "settle_use",
]
