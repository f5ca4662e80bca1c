from core.periods import PeriodForm
from vouchers.forms.cancelling import CancelVoucherForm

__all__ = ["CancelVoucherForm", "PeriodForm"]
