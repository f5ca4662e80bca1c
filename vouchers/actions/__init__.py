"""Issue a voucher, hold it for a cart, let an order use it, take it back, put it away.

Whatever changes a voucher has locked its row before, several by primary key; so a code is
used as often as it may be, whoever asks at the same moment.
"""

from vouchers.actions.archiving import archive_expired, purge_holds
from vouchers.actions.batches import (
    FilledForm,
    drop_prepared,
    make_for,
    make_open,
    make_prepared,
    prepare_file,
    purge_prepared,
)
from vouchers.actions.budgets import change_budget, open_budget
from vouchers.actions.cancelling import cancel, cancel_all, lock_unused, record_cancellation
from vouchers.actions.holding import HOLD_FOR, hold, release
from vouchers.actions.issuing import (
    ORIGINS,
    IssuedVoucher,
    VoucherTerms,
    issue,
    issue_many,
    issue_to,
)
from vouchers.actions.margin_guard import set_guard
from vouchers.actions.offers import (
    OfferEnded,
    OfferTerms,
    change_offer,
    close_offer,
    open_offer,
)
from vouchers.actions.ownership import on_merge, on_unmerge
from vouchers.actions.redeeming import REFUSED, CodeResult, settle_use
from vouchers.actions.refusals import (
    AlreadyMade,
    BelowSpent,
    BudgetNameTaken,
    BudgetSpent,
    CodeRefused,
    CustomerIneligible,
    NoCustomerNamed,
    NotCancellable,
    UnknownCode,
    VoucherCodeTaken,
)

__all__ = [
    "HOLD_FOR",
    "ORIGINS",
    "REFUSED",
    "AlreadyMade",
    "BelowSpent",
    "BudgetNameTaken",
    "BudgetSpent",
    "CodeRefused",
    "CodeResult",
    "CustomerIneligible",
    "FilledForm",
    "IssuedVoucher",
    "NoCustomerNamed",
    "NotCancellable",
    "OfferEnded",
    "OfferTerms",
    "UnknownCode",
    "VoucherCodeTaken",
    "VoucherTerms",
    "archive_expired",
    "cancel",
    "cancel_all",
    "change_budget",
    "change_offer",
    "close_offer",
    "drop_prepared",
    "hold",
    "issue",
    "issue_many",
    "issue_to",
    "lock_unused",
    "make_for",
    "make_open",
    "make_prepared",
    "on_merge",
    "on_unmerge",
    "open_budget",
    "open_offer",
    "prepare_file",
    "purge_holds",
    "purge_prepared",
    "record_cancellation",
    "release",
    "set_guard",
    "settle_use",
]
