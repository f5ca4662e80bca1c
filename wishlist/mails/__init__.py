"""The two alerts a customer can ask for. What they tell is found when they are sent."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder
from mailing.models import MailCategory

NOTHING_NEW = "nothing_new"

_GOODS = BlockPlaceholder(
    _("the articles, with pictures and prices"),
    "products",
    [{"name": "Lampe Aurore", "price": "15.00", "before": "20.00"}],
)


def _kind(code: str, label: StrOrPromise) -> MailType:
    return MailType(
        code=code,
        label=label,
        category=MailCategory.WISHLIST,
        advertising=True,
        texts=Path(__file__).parent,
        placeholders={
            "wishes_url": Placeholder(
                _("link to the lists"), "url", "https://www.example.com/compte/envies/"
            )
        },
        blocks={"goods": _GOODS},
        reasons={
            NOTHING_NEW: _("Bought meanwhile, taken off, or no longer so: nothing to tell.")
        },
    )


PRICE_DROP = _kind("wish_price_drop", _("Wish list: price drop"))
BACK_IN_STOCK = _kind("wish_back_in_stock", _("Wish list: back in stock"))
MAIL_TYPES = (PRICE_DROP, BACK_IN_STOCK)
