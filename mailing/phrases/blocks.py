"""Blocks of a mail: a voucher as a coupon, products with their prices and pictures.

A voucher is ``code, label, amount, percent, valid_until, minimum, minimum_excl_tax,
terms``: neither amount nor percent is free shipping; ``valid_until`` is the instant at
which it ends; ``terms`` are further sentences by language. A product is ``name, url, image,
quantity, price, before``, of which only the name must be there.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.typography import day, last_day, money, number, percent
from mailing.mail_types import JSON, BlockPlaceholder
from mailing.phrases.values import plain_value, web_address
from mailing.rules.documents import Part, ProductPart, VoucherPart
from shop.models import Shop


def block_parts(value: JSON, block: BlockPlaceholder, shop: Shop) -> list[Part]:
    """Empty where there is no value."""
    return _PARTS[block.type](value, shop.currency) if value else []


def _voucher_parts(voucher: dict[str, Any], currency: str) -> list[Part]:
    return [
        VoucherPart(
            value=_worth(voucher, currency),
            label=plain_value(voucher["label"]),
            code=_("Code: %(code)s") % {"code": plain_value(voucher["code"])},
            terms=tuple(_terms(voucher, currency)),
        )
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


def _product_parts(products: list[dict[str, Any]], currency: str) -> list[Part]:
    return [
        ProductPart(
            name=plain_value(product["name"]),
            detail=_detail(product, currency),
            address=web_address(product.get("url")),
            image=web_address(product.get("image")),
        )
        for product in products
    ]


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


_PARTS: Mapping[str, Callable[[Any, str], list[Part]]] = {
    "voucher": _voucher_parts,
    "products": _product_parts,
}
