from vouchers.forms.budgets import BudgetForm
from vouchers.forms.cancelling import CancelForm
from vouchers.forms.making import FileForm, OpenForm
from vouchers.forms.offers import GuardForm, OfferForm
from vouchers.forms.periods import PeriodForm
from vouchers.forms.terms import TermsForm

__all__ = [
    "BudgetForm",
    "CancelForm",
    "FileForm",
    "GuardForm",
    "OfferForm",
    "OpenForm",
    "PeriodForm",
    "TermsForm",
]
