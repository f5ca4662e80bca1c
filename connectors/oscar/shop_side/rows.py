"""Rows of the shop as they are told, each with when it last changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Max
from django.db.models.functions import Coalesce, Greatest
from oscar.core.loading import get_model

Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
Category = get_model("catalogue", "Category")

REFUNDED = "Refunded"


@dataclass(frozen=True)
class Table:
    """``key`` is the column by which the shop names its rows."""

    key: str
    rows: Callable[[], Any]
    said: Callable[[Any], dict[str, Any]]


def orders_by_change() -> Any:
    """An order itself has no date of change: its states and payments have."""
    placed = F("date_placed")
    stated = Coalesce(Max("status_changes__date_created"), placed)
    paid = Coalesce(Max("payment_events__date_created"), placed)
    return Order.objects.annotate(changed=Greatest(placed, stated, paid))


def order_said(row: Any) -> dict[str, Any]:
    email = row.guest_email or (row.user.email if row.user else "")
    return {
        "id": row.number,
        "changed": row.changed.isoformat(),
        "placed": row.date_placed.isoformat(),
        "state": row.status,
        "currency": row.currency,
        "customer": row.user_id and str(row.user_id),
        "email": email,
        "shipping": str(row.shipping_incl_tax),
        "total": str(row.total_incl_tax),
        "codes": [each.voucher_code for each in row.discounts.all() if each.voucher_code],
        "lines": [
            {
                "id": str(line.pk),
                # Points and rules are of the parent, whatever child was bought.
                "product": str(parent_of(line) or line.product_id),
                "variant": str(line.product_id) if parent_of(line) else "",
                "name": line.title,
                "quantity": line.quantity,
                "total": str(line.line_price_before_discounts_incl_tax),
                "total_excl_tax": str(line.line_price_before_discounts_excl_tax),
            }
            for line in row.lines.order_by("pk")
        ],
        "surcharges": [
            {"name": each.name, "amount": str(each.incl_tax)}
            for each in row.surcharges.all()
        ],
        "refunds": [
            {
                "amount": str(event.amount),
                "lines": [
                    {"line": str(part.line_id), "quantity": part.quantity}
                    for part in event.line_quantities.all()
                ],
            }
            for event in row.payment_events.filter(event_type__name=REFUNDED)
        ],
    }


def parent_of(line: Any) -> Any:
    """Of the child that was bought; None where it has no parent, or is deleted."""
    return line.product and line.product.parent_id


def products_by_change() -> Any:
    return Product.objects.annotate(changed=F("date_updated"))


def product_said(row: Any) -> dict[str, Any]:
    stock = row.stockrecords.first()
    counted = stock and row.get_product_class().track_stock
    return {
        "id": str(row.pk),
        "changed": row.changed.isoformat(),
        "name": row.get_title(),
        "url": row.get_absolute_url(),
        "price": stock and str(stock.price),
        "stock": stock.net_stock_level if counted else None,
        "active": row.is_public,
        "categories": [str(each.pk) for each in row.get_categories()],
    }


def categories_by_id() -> Any:
    return Category.objects.annotate(changed=F("pk"))


def category_said(row: Any) -> dict[str, Any]:
    parent = row.get_parent()
    return {"id": str(row.pk), "name": row.name, "parent": parent and str(parent.pk)}


def customers_by_joining() -> Any:
    return get_user_model().objects.annotate(changed=F("date_joined"))


def customer_said(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "changed": row.changed.isoformat(),
        "email": row.email,
        "first_name": row.first_name,
        "last_name": row.last_name,
        "registered": row.date_joined.isoformat(),
    }


TABLES = {
    "orders": Table("number", orders_by_change, order_said),
    "products": Table("pk", products_by_change, product_said),
    "categories": Table("pk", categories_by_id, category_said),
    "customers": Table("pk", customers_by_joining, customer_said),
}
