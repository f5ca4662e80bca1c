from giftcards.forms.cancelling import CancelCardForm
from giftcards.forms.making import CardFileForm, CardForm

__all__ = ["CancelCardForm", "CardFileForm", "CardForm"]
