from vouchers.forms.cancelling import CancelVoucherForm
from vouchers.forms.periods import PeriodForm

__all__ = ["CancelVoucherForm", "PeriodForm"]
