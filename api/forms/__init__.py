"""What a shop may send, in JSON: read strictly, and turned into the facts of ``shop``."""

from api.forms.calls import (
    ActionForm,
    BatchForm,
    CardHoldForm,
    ConversionForm,
    HoldForm,
    ItemForm,
    QuoteForm,
    WishForm,
)
from api.forms.facts import (
    CartForm,
    CategoryForm,
    CustomerForm,
    GroupForm,
    ProductForm,
)
from api.forms.orders import OrderForm
from api.forms.statements import Statement

__all__ = [
    "ActionForm",
    "BatchForm",
    "CardHoldForm",
    "CartForm",
    "CategoryForm",
    "ConversionForm",
    "CustomerForm",
    "GroupForm",
    "HoldForm",
    "ItemForm",
    "OrderForm",
    "ProductForm",
    "QuoteForm",
    "Statement",
    "WishForm",
]
