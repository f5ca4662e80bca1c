"""Customers of WooCommerce: it has no guests with an id, no groups and no birthdays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors import raw
from shop.rules.facts import CustomerFact


def customer_fact(said: Mapping[str, Any], at: datetime) -> CustomerFact:
    return CustomerFact(
        updated_at=at,
        email=raw.email(said["email"]),
        first_name=raw.text(said.get("first_name"), 100),
        last_name=raw.text(said.get("last_name"), 100),
        registered_at=raw.utc(said.get("date_created_gmt")),
    )
