"""A shop's first days, call by call: what the document's examples are taken from.

Each step is a call with a heading of its own. Codes and ids that are drawn are
written into the later steps as ``{voucher}``, ``{card}`` and ``{webhook}``.
"""

from dataclasses import dataclass, field
from typing import Any

DAY_1 = "2026-05-01T10:12:52+02:00"
DAY_2 = "2026-05-02T09:00:00+02:00"

CANDLE: dict[str, Any] = {"id": "1", "product": "106", "quantity": 2, "unit_price": "24.00"}
CUSTOMER: dict[str, Any] = {
    "email": "abel@example.com",
    "email_verified": True,
    "first_name": "Abel",
    "last_name": "Roy",
    "language": "fr",
    "birthday": "1990-05-31",
    "registered_at": "2026-04-01T12:00:00+02:00",
    "group": "amis",
    "consents": {
        "offers": True,
        "at": "2026-04-30T09:00:00+02:00",
        "wording": "Recevoir les offres de la boutique par e-mail",
        "source": "compte",
    },
    "updated_at": DAY_1,
}
PRODUCT: dict[str, Any] = {
    "name": "Bougie figuier",
    "url": "https://boutique.example/bougie-figuier",
    "image": "https://boutique.example/bougie-figuier.jpg",
    "price": "24.00",
    "price_excl_tax": "20.00",
    "regular_price": "24.00",
    "stock": 20,
    "categories": ["3"],
    "cost": "9.50",
    "variants": [{"id": "106:1", "name": "190 g", "price": "24.00", "stock": 20}],
    "updated_at": DAY_1,
}
ORDER: dict[str, Any] = {
    "reference": "XKBKNABJK",
    "customer": "57",
    "email": "abel@example.com",
    "cart": "1403",
    "state": "paid",
    "raw_state": "Paiement accepté",
    "currency": "EUR",
    "country": "FR",
    "placed_at": "2026-05-01T10:12:44+02:00",
    "paid_at": DAY_1,
    "lines": [
        {
            **CANDLE,
            "name": "Bougie figuier",
            "unit_price_excl_tax": "20.00",
            "variant": "106:1",
        },
        {
            "id": "2",
            "product": "900",
            "name": "Carte cadeau",
            "quantity": 1,
            "unit_price": "50.00",
            "gift": {
                "name": "Julie",
                "email": "julie@example.com",
                "message": "Bon anniversaire",
                "deliver_on": "2026-05-31",
            },
        },
    ],
    "shipping": "5.80",
    "shipping_excl_tax": "4.83",
    "fees": [{"label": "Emballage cadeau", "amount": "3.00", "amount_excl_tax": "2.50"}],
    "total": "106.80",
    "updated_at": DAY_1,
}
CART: dict[str, Any] = {
    "customer": "57",
    "email": "abel@example.com",
    "currency": "EUR",
    "lines": [{**CANDLE, "name": "Bougie figuier"}],
    "recovery_url": "https://boutique.example/panier/1403",
    "updated_at": DAY_1,
}
QUOTE: dict[str, Any] = {
    "customer": "57",
    "cart": "1404",
    "lines": [CANDLE],
    "shipping": "5.80",
}


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    # Calls that only prepare others stand in no example.
    shown: bool = True


STEPS = [
    Step(
        "A new group",
        "PUT",
        "/groups/amis",
        {
            "name": "Amis de l’Atelier",
            "discount_percent": "5.00",
            "points_multiplier": "1.5",
            "updated_at": DAY_1,
        },
    ),
    Step(
        "Its discount has changed",
        "PUT",
        "/groups/amis",
        {
            "name": "Amis de l’Atelier",
            "discount_percent": "0.00",
            "updated_at": DAY_2,
        },
    ),
    Step("A group as stored", "GET", "/groups/amis"),
    Step(
        "A new category", "PUT", "/categories/3", {"name": "Bougies", "updated_at": DAY_1}
    ),
    Step(
        "It stands below another one now",
        "PUT",
        "/categories/3",
        {
            "name": "Bougies",
            "parent": "1",
            "updated_at": DAY_2,
        },
    ),
    Step("A category as stored", "GET", "/categories/3"),
    Step("A new product", "PUT", "/products/106", PRODUCT),
    Step("The same again changes nothing", "PUT", "/products/106", PRODUCT),
    Step("A product as stored", "GET", "/products/106"),
    Step("A new customer", "PUT", "/customers/57", CUSTOMER),
    Step(
        "Another language",
        "PUT",
        "/customers/57",
        CUSTOMER
        | {
            "language": "en",
            "updated_at": DAY_2,
        },
    ),
    Step(
        "Many facts in one call",
        "POST",
        "/batch",
        {
            "items": [
                {
                    "type": "product",
                    "id": "900",
                    "body": {
                        "name": "Carte cadeau",
                        "price": "50.00",
                        "gift_card": True,
                        "updated_at": DAY_1,
                    },
                },
                {
                    "type": "customer",
                    "id": "58",
                    "body": {"email": "julie", "updated_at": DAY_1},
                },
            ]
        },
    ),
    Step("A new cart", "PUT", "/carts/1403", CART),
    Step(
        "The notebook was taken out again",
        "PUT",
        "/carts/1403",
        CART
        | {
            "updated_at": DAY_2,
            "lines": [CART["lines"][0] | {"quantity": 1}],
        },
    ),
    Step("A cart as stored", "GET", "/carts/1403"),
    Step(
        "What each product earns",
        "POST",
        "/earnings",
        {
            "customer": "57",
            "products": ["106", "999"],
        },
    ),
    Step("The rules in force", "GET", "/programme"),
    Step("The tiers", "GET", "/levels"),
    Step("A cart without codes", "POST", "/quotes", QUOTE),
    Step("What an order would do", "PUT", "/orders/46?dry_run=true", ORDER),
    Step("A new order, paid", "PUT", "/orders/46", ORDER),
    Step(
        "A candle came back",
        "PUT",
        "/orders/46",
        ORDER
        | {
            "lines": [ORDER["lines"][0] | {"refunded_quantity": 1}, ORDER["lines"][1]],
            "updated_at": DAY_2,
        },
    ),
    Step("An order as stored, with what it has given", "GET", "/orders/46"),
    Step(
        "An opening balance",
        "POST",
        "/customers/57/grants",
        {
            "points": 120,
            "source": "aio-2026-11",
            "granted_at": DAY_1,
            "expires_at": None,
            "reason": "Solde du programme précédent",
        },
    ),
    Step(
        "The same source gives nothing more",
        "POST",
        "/customers/57/grants",
        {
            "points": 120,
            "source": "aio-2026-11",
        },
    ),
    Step(
        "Points for a review",
        "POST",
        "/customers/57/actions",
        {
            "type": "review",
            "source": "review-7",
        },
    ),
    Step(
        "The same review gives nothing more",
        "POST",
        "/customers/57/actions",
        {
            "type": "review",
            "source": "review-7",
        },
    ),
    Step(
        "Forty points into a voucher", "POST", "/customers/57/conversions", {"points": 40}
    ),
    Step("The account", "GET", "/customers/57/account"),
    Step("The movements, newest first", "GET", "/customers/57/points"),
    Step("A customer as stored", "GET", "/customers/57"),
    Step("A voucher, for a key that may redeem", "GET", "/vouchers/{voucher}"),
    Step(
        "A cart with a voucher, a code that is none, and a gift card",
        "POST",
        "/quotes",
        QUOTE | {"vouchers": ["{voucher}", "NOEL"], "gift_cards": ["{card}"]},
    ),
    Step("A cart that pays with points", "POST", "/quotes", QUOTE | {"points": 20}),
    Step("A voucher is held", "PUT", "/vouchers/{voucher}/holds/1404", {"customer": "57"}),
    Step("A voucher is let go", "DELETE", "/vouchers/{voucher}/holds/1404"),
    Step("What is left on a gift card", "GET", "/gift-cards/{card}"),
    Step(
        "Money of a gift card is held",
        "PUT",
        "/gift-cards/{card}/holds/1404",
        {
            "amount": "20.00",
        },
    ),
    Step("A gift card is let go", "DELETE", "/gift-cards/{card}/holds/1404"),
    Step("What page and button are called", "GET", "/wishlist"),
    Step(
        "A heart", "PUT", "/customers/57/wishlist/106", {"quantity": 2, "note": "En bleu"}
    ),
    Step(
        "A heart that was there", "PUT", "/customers/57/wishlist/106", {"priority": "high"}
    ),
    Step("One wish", "GET", "/customers/57/wishlist/106"),
    Step("All wishes", "GET", "/customers/57/wishlist"),
    Step("A heart is taken back", "DELETE", "/customers/57/wishlist/106"),
    Step("A way into the account", "POST", "/customers/57/login-links"),
    Step(
        "A webhook",
        "POST",
        "/webhooks",
        {
            "url": "https://boutique.example/evenements",
            "events": ["points.changed", "voucher.issued"],
        },
    ),
    Step("The webhooks", "GET", "/webhooks"),
    Step(
        "Everything again from an event on",
        "POST",
        "/webhooks/{webhook}/replay",
        {
            "after": "evt_1",
        },
    ),
    Step("What has changed", "GET", "/changes?types=points.changed,voucher.issued&limit=3"),
    Step("No event any more", "DELETE", "/webhooks/{webhook}"),
    Step("A cart is gone", "DELETE", "/carts/1403"),
    Step("A product is sold no more", "DELETE", "/products/106"),
    Step("An order that never was", "DELETE", "/orders/46"),
    Step("", "PUT", "/customers/59", {"guest": True, "updated_at": DAY_1}, shown=False),
    # What goes wrong, one after the other.
    Step("malformed_json", "PUT", "/groups/amis", "{,}"),
    Step("invalid", "PUT", "/orders/47", {"state": "payed", "updated_at": "yesterday"}),
    Step("unknown", "GET", "/customers/999/account"),
    Step("not_found", "GET", "/customer/57"),
    Step("method_not_allowed", "POST", "/orders/46", {}),
    Step("currency_mismatch", "PUT", "/orders/47", ORDER | {"currency": "USD"}),
    Step("not_enough_points", "POST", "/customers/57/conversions", {"points": 5000}),
    Step(
        "granted_otherwise",
        "POST",
        "/customers/57/grants",
        {
            "points": 7,
            "source": "aio-2026-11",
        },
    ),
    Step(
        "not_offered",
        "POST",
        "/customers/57/actions",
        {
            "type": "newsletter",
            "source": "n-57",
        },
    ),
    Step("not_a_member", "POST", "/customers/59/grants", {"points": 1, "source": "gift-1"}),
    Step("no_account", "POST", "/customers/59/login-links"),
    Step(
        "unsupported_charset",
        "PUT",
        "/groups/amis",
        {},
        {
            "Content-Type": "application/json; charset=latin-1",
        },
    ),
    Step("body_too_large", "PUT", "/groups/amis", " " * (1024 * 1024 + 1)),
    Step("unauthenticated", "GET", "/levels", None, {"Authorization": "Bearer nonsense"}),
    Step(
        "",
        "POST",
        "/customers/57/conversions",
        {"points": 2},
        {"Idempotency-Key": "page-8f14e45f"},
        shown=False,
    ),
    Step(
        "idempotency_key_reused",
        "POST",
        "/customers/57/conversions",
        {"points": 4},
        {
            "Idempotency-Key": "page-8f14e45f",
        },
    ),
    Step(
        "insufficient_balance", "PUT", "/gift-cards/{card}/holds/1404", {"amount": "90.00"}
    ),
    Step("A customer is forgotten", "DELETE", "/customers/57"),
]
