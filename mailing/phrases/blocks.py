"""Blocks of a mail: a voucher as a coupon, products with their prices and pictures.

A voucher is ``code, label, amount, percent, valid_until, minimum, minimum_excl_tax,
terms``: neither amount nor percent is free shipping; ``valid_until`` is the instant at
which it ends; ``terms`` are further sentences by language. A product is ``name, url, image,
quantity, price, before``, of which only the name must be there.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.typography import day, last_day, money, number, percent
from mailing.mail_types import BlockPlaceholder
from mailing.phrases.values import plain_value, web_address
from mailing.rules.documents import Part, ProductPart, VoucherPart
from shop.models import Shop


def block_parts(value: Any, block: BlockPlaceholder, shop: Shop) -> list[Part]:
    """Of one voucher, or of a list of products. Empty where there is no value."""
    if not value:
        return []
    if block.type == "voucher":
        voucher = VoucherPart(
            value=_worth(value, shop.currency),
            label=plain_value(value["label"]),
            code=_("Code: %(code)s") % {"code": plain_value(value["code"])},
            terms=tuple(_terms(value, shop.currency)),
        )
        return [voucher]
    return [
        ProductPart(
            name=plain_value(product["name"]),
            detail=_detail(product, shop.currency),
            address=web_address(product.get("url")),
            image=web_address(product.get("image")),
        )
        for product in value
    ]


def _worth(voucher: Mapping[str, Any], currency: str) -> str:
    if voucher.get("amount"):
        return money(Decimal(voucher["amount"]), currency)
    if voucher.get("percent"):
        return percent(-Decimal(voucher["percent"]))
    return _("Free shipping")


def _terms(voucher: Mapping[str, Any], currency: str) -> list[str]:
    until = last_day(datetime.fromisoformat(voucher["valid_until"]))
    sentences = [_("Valid until %(day)s") % {"day": day(until)}]
    minimum = Decimal(voucher.get("minimum") or 0)
    if minimum:
        sentence = _("On purchases from %(amount)s")
        if voucher.get("minimum_excl_tax"):
            sentence = _("On purchases from %(amount)s excluding tax")
        sentences.append(sentence % {"amount": money(minimum, currency)})
    terms = voucher.get("terms") or {}
    return sentences + list(terms.get(get_language(), []))


def _detail(product: Mapping[str, Any], currency: str) -> str:
    """« 2 × 20,00 € », or « 15,00 € au lieu de 20,00 € »."""
    if not product.get("price"):
        return ""
    price = money(Decimal(product["price"]), currency)
    if product.get("before"):
        before = money(Decimal(product["before"]), currency)
        return _("%(price)s instead of %(before)s") % {"price": price, "before": before}
    count = Decimal(product.get("quantity") or 1)
    return f"{number(count)} × {price}" if count != 1 else price
