"""Vouchers as coupons, pushed, revived and revoked."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from connectors.contract import Code
from connectors.outgoing import NotFound, Rejected
from connectors.woocommerce.rest import Rest
from connectors.woocommerce.taxes import without_tax
from core.money import ZERO

_TAKEN = "woocommerce_rest_coupon_code_already_exists"


def coupon(code: Code, tax: Decimal) -> dict[str, Any]:
    """The body of the coupon. The shop writes codes small, and knows owners by e-mail.

    ``tax``: percent that the shop adds to an amount which a coupon takes off.
    """
    off = without_tax(code.amount or ZERO, tax)
    kinds = {"percent": "percent", "amount": "fixed_cart", "shipping": "fixed_cart"}
    return {
        "code": code.code,
        "description": code.name[:200],
        "discount_type": kinds[code.kind],
        "amount": f"{code.percent or off:f}",
        "free_shipping": code.kind == "shipping",
        "individual_use": not code.with_vouchers,
        "usage_limit": code.uses_left,
        "usage_limit_per_user": code.uses_per_customer,
        "email_restrictions": [code.email] if code.email else [],
        "date_expires_gmt": f"{code.ends.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        "minimum_amount": f"{code.minimum:f}",
        "exclude_sale_items": not code.on_sale,
        "product_ids": _numbers(code.products),
        "excluded_product_ids": _numbers(code.excluded_products),
        "product_categories": _numbers(code.categories),
        "excluded_product_categories": _numbers(code.excluded_categories),
    }


def push(rest: Rest, code: Code, tax: Decimal) -> str:
    """A code that is there already is ours from a call whose answer was lost."""
    try:
        return str(rest.send("POST", "/coupons", coupon(code, tax))["id"])
    except Rejected as rejected:
        if rejected.said != _TAKEN:
            raise
    found = rest.rows("/coupons", {"code": code.code})
    return str(found[0]["id"]) if found else ""


def revive(rest: Rest, id: str, code: Code, tax: Decimal) -> str:  # noqa: A002
    """The shop counts uses by itself and gives some back: the limit follows its count."""
    try:
        known = rest.get(f"/coupons/{id}")
    except NotFound:
        return push(rest, code, tax)
    if code.uses_left is not None:
        limit = int(known["usage_count"]) + code.uses_left
        body = {"usage_limit": limit, "usage_limit_per_user": code.uses_per_customer}
        rest.send("PUT", f"/coupons/{id}", body)
    return id


def revoke(rest: Rest, id: str) -> None:  # noqa: A002
    try:
        rest.delete(f"/coupons/{id}")
    except NotFound:
        return


def _numbers(ids: tuple[str, ...]) -> list[int]:
    return [int(each) for each in ids if each.isdigit()]
