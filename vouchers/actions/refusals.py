from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import Refused
from shop.actions import Unknown
from vouchers.models import Budget, Voucher
from vouchers.queries import sentence
from vouchers.rules import Reason


class NotCancellable(Refused):
    code = "already_used"

    def __init__(self, voucher: Voucher) -> None:
        super().__init__(
            _("%(code)s has been used and cannot be cancelled.") % {"code": voucher.code}
        )


class CodeRefused(Refused):
    """``code`` is the reason. The sentence is for whoever typed the code in."""

    def __init__(self, reason: Reason, voucher: Voucher) -> None:
        super().__init__(sentence(reason, voucher.shop.currency))
        self.code = reason.value


class UnknownCode(Unknown):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.args = (sentence(Reason.UNKNOWN, ""),)


class BudgetSpent(Refused):
    code = Reason.BUDGET_SPENT.value

    def __init__(self, budget: Budget, *, count: int, amount: Decimal) -> None:
        super().__init__(
            _("The budget “%(name)s” is spent.") % {"name": budget.name},
            count=count,
            amount=amount,
        )
