from vouchers.forms.budgets import BudgetForm
from vouchers.forms.cancelling import CancelVoucherForm
from vouchers.forms.making import OpenVouchersForm, VoucherFileForm
from vouchers.forms.offers import MarginGuardForm, OfferForm
from vouchers.forms.periods import PeriodForm
from vouchers.forms.terms import VoucherTermsForm

__all__ = [
    "BudgetForm",
    "CancelVoucherForm",
    "MarginGuardForm",
    "OfferForm",
    "OpenVouchersForm",
    "PeriodForm",
    "VoucherFileForm",
    "VoucherTermsForm",
]
