"""Answers of a WooCommerce, no larger than what is read of them."""

from collections.abc import Sequence
from typing import Any

STATES = {"processing": "paid", "completed": "delivered", "refunded": "refunded"}


def line(
    number: int,
    subtotal: str,
    tax: str,
    quantity: int = 1,
    *,
    total: str | None = None,
    total_tax: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Article {number}",
        "product_id": 100 + number,
        "variation_id": 0,
        "quantity": quantity,
        "subtotal": subtotal,
        "subtotal_tax": tax,
        "total": total or subtotal,
        "total_tax": total_tax or tax,
        "meta_data": [],
        **fields,
    }


def part(number: int, total: str, tax: str, quantity: int = 0) -> dict[str, Any]:
    """What a refund says of a line, of shipping or of a fee: below zero."""
    return {
        "quantity": quantity,
        "total": total,
        "total_tax": tax,
        "meta_data": [{"key": "_refunded_item_id", "value": str(number)}],
    }


def refund(
    amount: str,
    *lines: dict[str, Any],
    shipping: Sequence[dict[str, Any]] = (),
    fees: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "amount": amount,
        "line_items": list(lines),
        "shipping_lines": list(shipping),
        "fee_lines": list(fees),
    }


def fee(name: str, total: str, tax: str) -> dict[str, Any]:
    return {"id": 52, "name": name, "total": total, "total_tax": tax}


def order(
    *lines: dict[str, Any],
    total: str,
    shipping: tuple[str, str] = ("4.83", "0.97"),
    fees: Sequence[dict[str, Any]] = (),
    coupons: Sequence[str] = (),
    refunds: Sequence[str] = (),
    **fields: Any,
) -> dict[str, Any]:
    return {
        "id": 20,
        "number": "20",
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": "2026-11-30T18:28:55",
        "date_modified_gmt": "2026-11-30T18:30:07",
        "date_paid_gmt": "2026-11-30T18:30:07",
        "shipping_total": shipping[0],
        "shipping_tax": shipping[1],
        "total": total,
        "customer_id": 2,
        "billing": {"email": "alba@example.com", "country": "FR"},
        "line_items": list(lines),
        "fee_lines": list(fees),
        "coupon_lines": [{"code": code} for code in coupons],
        "refunds": [{"id": n, "total": f"-{each}"} for n, each in enumerate(refunds)],
        **fields,
    }
