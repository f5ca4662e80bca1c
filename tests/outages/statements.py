"""What the shop's software says. An order of 40 € earns 4 points."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

# The servers live by the clock on the wall.
PAID_AT = (timezone.now() - timedelta(hours=1)).isoformat()


def customer() -> dict[str, Any]:
    return {"updated_at": PAID_AT, "email": "alice@example.com", "first_name": "Alice"}


def order(buyer: str) -> dict[str, Any]:
    item = {"id": "1", "product": "p1", "quantity": 1, "unit_price": "40.00"}
    return {
        "customer": buyer,
        "state": "paid",
        "currency": "EUR",
        "placed_at": PAID_AT,
        "paid_at": PAID_AT,
        "updated_at": PAID_AT,
        "lines": [item],
    }
