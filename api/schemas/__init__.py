"""What a shop may send, in JSON: read strictly, and turned into the facts of ``shop``."""

from api.schemas.calls import (
    ActionPayload,
    BatchItem,
    BatchPayload,
    ConversionPayload,
    GiftCardHoldPayload,
    GrantPayload,
    HoldPayload,
    QuotePayload,
    WishPayload,
)
from api.schemas.facts import (
    CartPayload,
    CategoryPayload,
    CustomerPayload,
    GroupPayload,
    ProductPayload,
)
from api.schemas.orders import OrderPayload
from api.schemas.statements import FactPayload

__all__ = [
    "ActionPayload",
    "BatchItem",
    "BatchPayload",
    "CartPayload",
    "CategoryPayload",
    "ConversionPayload",
    "CustomerPayload",
    "FactPayload",
    "GiftCardHoldPayload",
    "GrantPayload",
    "GroupPayload",
    "HoldPayload",
    "OrderPayload",
    "ProductPayload",
    "QuotePayload",
    "WishPayload",
]
