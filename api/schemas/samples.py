"""An order as a shop would state it: in the document, on its page, and in the tests."""

from typing import Any

SAMPLE_ORDER: dict[str, Any] = {
    "reference": "XKBKNABJK",
    "customer": "57",
    "email": "abel@example.com",
    "cart": "1403",
    "state": "paid",
    "raw_state": "Paiement accepté",
    "currency": "EUR",
    "placed_at": "2026-05-01T10:12:44+02:00",
    "paid_at": "2026-05-01T10:12:52+02:00",
    "updated_at": "2026-05-01T10:12:52+02:00",
    "lines": [
        {
            "id": "1",
            "product": "3",
            "name": "Ford Vagon",
            "quantity": 2,
            "unit_price": "20.00",
            "unit_price_excl_tax": "16.67",
            "on_sale": False,
            "refunded_quantity": 0,
            "refunded_amount": "0.00",
        }
    ],
    "shipping": "5.80",
    "shipping_excl_tax": "4.83",
    "discount": "2.00",
    "vouchers": [],
    "refunded_amount": "0.00",
    "total": "43.80",
}
