from giftcards.forms.cancelling import CancelCardForm
from giftcards.forms.making import CardFileForm, MakeCardForm

__all__ = ["CancelCardForm", "CardFileForm", "MakeCardForm"]
