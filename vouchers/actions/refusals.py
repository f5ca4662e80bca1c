from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from shop.actions.refusals import UnknownId
from vouchers.models import Budget, Voucher, VoucherBatch
from vouchers.phrases.refused_codes import refusal_sentence
from vouchers.rules.cart import RefusalReason


class NotCancellable(Refused):
    code = "already_used"

    def __init__(self, voucher: Voucher) -> None:
        super().__init__(
            _("%(code)s has been used and cannot be cancelled.") % {"code": voucher.code}
        )


class CodeRefused(Refused):
    """``code`` is the reason. The sentence is for whoever typed the code in."""

    def __init__(self, reason: RefusalReason, voucher: Voucher) -> None:
        super().__init__(refusal_sentence(reason, voucher.shop.currency))
        self.code = reason.value


class UnknownCode(UnknownId):
    def __init__(self, code: str) -> None:
        super().__init__(code, "voucher")
        self.args = (refusal_sentence(RefusalReason.UNKNOWN, ""),)


class BudgetSpent(Refused):
    code = RefusalReason.BUDGET_SPENT.value

    def __init__(self, budget: Budget, *, count: int, amount: Decimal) -> None:
        super().__init__(
            _("The budget “%(name)s” is spent.") % {"name": budget.name},
            count=count,
            amount=amount,
        )


class BelowSpent(Invalid):
    """A limit may be lowered to what has been issued, and no further."""

    code = "below_spent"

    def __init__(self, field: str) -> None:
        super().__init__(_("More than this has been issued already."), field=field)


class BudgetNameTaken(Invalid):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is a budget “%(name)s” already.") % {"name": name}, field="name"
        )


class VoucherCodeTaken(Invalid):
    code = "code_taken"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("%(code)s is the code of another voucher.") % {"code": code}, field="code"
        )


class CustomerIneligible(Invalid):
    """A guest has no account to find a voucher in; an erased customer is only an id."""

    code = "may_have_none"

    def __init__(self) -> None:
        super().__init__(_("This customer can have no voucher."), field="customer")


class NoCustomerNamed(Invalid):
    code = "nobody_named"

    def __init__(self) -> None:
        super().__init__(_("No line of this file names a customer."), field="file")


class AlreadyMade(Refused):
    """The same customers, the same terms: that was the same file."""

    code = "made_before"

    def __init__(self, batch: VoucherBatch) -> None:
        super().__init__(
            _("These vouchers have been made already, from the file %(name)s.")
            % {"name": batch.name}
        )
        self.batch = batch
