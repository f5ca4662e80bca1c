"""Answers of a PrestaShop, no larger than what is read of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.prestashop.orders import RawOrder
from connectors.prestashop.reading import Reading

STATES = {"1": "pending", "2": "paid", "4": "shipped", "5": "delivered", "6": "cancelled"}
READING = Reading(
    at=datetime(2026, 12, 1, 8, tzinfo=UTC),
    zone=ZoneInfo("Europe/Paris"),
    address="https://shop.example.com",
    states=STATES,
    currencies={"1": "EUR", "2": "USD"},
    languages={"1": "fr", "2": "en"},
    currency="EUR",
    nobody="1",
)


def six(amount: str) -> str:
    return f"{float(amount):.6f}"


def detail(
    number: int, total: str, quantity: int = 1, tax: str = "1.2", **fields: Any
) -> dict[str, Any]:
    return {
        "id": number,
        "id_order": "1",
        "product_id": str(100 + number),
        "product_attribute_id": "0",
        "product_name": f"Article {number}",
        "product_quantity": str(quantity),
        "total_price_tax_incl": six(total),
        "total_price_tax_excl": six(str(float(total) / float(tax))),
        "reduction_percent": "0.00",
        "reduction_amount": "0.000000",
        **fields,
    }


def slip(*parts: tuple[int, int, str], shipping: str = "0") -> dict[str, Any]:
    """``parts``: order line, pieces, amount."""
    said: dict[str, Any] = {
        "id_order": "1",
        "total_products_tax_incl": six(str(sum(float(part[2]) for part in parts))),
        "total_shipping_tax_incl": six(shipping),
    }
    if parts:
        said["associations"] = {
            "order_slip_details": [
                {
                    "id_order_detail": str(line),
                    "product_quantity": str(pieces),
                    "amount_tax_incl": six(amount),
                }
                for line, pieces, amount in parts
            ]
        }
    return said


def rule(
    number: int, value: str, *, free_shipping: bool = False, deleted: bool = False
) -> dict[str, Any]:
    return {
        "id_order": "1",
        "id_cart_rule": str(number),
        "value": six(value),
        "free_shipping": "1" if free_shipping else "0",
        "deleted": "1" if deleted else "0",
    }


def order(
    *details: dict[str, Any],
    paid: str,
    discount: str = "0",
    shipping: str = "8.4",
    slips: Sequence[dict[str, Any]] = (),
    rules: Sequence[dict[str, Any]] = (),
    histories: Sequence[dict[str, Any]] = (),
    codes: dict[str, str] | None = None,
    **fields: Any,
) -> RawOrder:
    head = {
        "id": 1,
        "id_cart": "11",
        "id_currency": "1",
        "id_customer": "4",
        "current_state": "2",
        "date_add": "2026-11-30 19:35:07",
        "date_upd": "2026-11-30 19:35:08",
        "reference": "PRCQAWHNH",
        "total_discounts_tax_incl": six(discount),
        "total_paid_tax_incl": six(paid),
        "total_shipping_tax_incl": six(shipping),
        "total_shipping_tax_excl": six(str(float(shipping) / 1.2)),
        "total_wrapping_tax_incl": "0.000000",
        "total_wrapping_tax_excl": "0.000000",
        "conversion_rate": "1.000000",
        **fields,
    }
    return RawOrder(
        order=head,
        details=details,
        slips=slips,
        rules=rules,
        histories=histories,
        codes=codes or {},
    )
