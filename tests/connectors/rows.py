"""Connections as rows, without a shop behind them."""

from typing import Any

from connectors.encryption import encrypt
from connectors.models import Connection
from shop.models import Shop
from tests.factories import START

SURVEY = {
    "at": START.isoformat(),
    "customers": 3012,
    "orders": 1200,
    "months": {"2025-11": ["40", "2000.00"], "2026-02": ["25", "1250.00"]},
}


def make_connection(shop: Shop, **fields: Any) -> Connection:
    usual: dict[str, Any] = {
        "kind": "prestashop",
        "address": f"https://{shop.code}.example.com",
        "secrets": encrypt({"key": "s3cret-key", "events": "s3cret-events"}),
        "timezone": shop.timezone,
        "version": "8.2.1",
        "states": {"2": "paid", "6": "cancelled"},
        "found": {"states": [["2", "Paiement accepté"], ["6", "Annulé"]]},
        "author": "staff:1",
        "created_at": START,
    }
    return Connection.objects.create(shop=shop, **usual | fields)
