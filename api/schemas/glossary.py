"""What properties mean that stand in many bodies and answers under one name.

Where a property says so itself (``about.said``), that stands. English: the document for
machines has one language.
"""

from collections.abc import Mapping
from typing import Any

_AT = "2026-05-01T10:12:52+02:00"
_PAGE = "https://fidelite.example/api/v1/docs/errors/invalid"
_LINES = [{"id": "1", "product": "106", "quantity": 2, "unit_price": "20.00"}]

type Meaning = tuple[str, Any]

# By the name of the property.
MEANINGS: Mapping[str, Meaning] = {
    "active": ("Whether the shop sells it.", True),
    "added_at": ("When it was added.", _AT),
    "address": ("The postal address in one line; a digest of it is kept.", "1 rue Haute"),
    "amount": ("An amount, tax included.", "12.50"),
    "amount_excl_tax": ("The same without tax.", "10.42"),
    "at": ("When.", _AT),
    "audience": ("everybody, members, groups or segments.", "everybody"),
    "available": ("Points that can be spent now.", 4),
    "available_at": ("From when its points can be spent.", _AT),
    "balance": ("What is left after it.", 7),
    "before": ("What it came to before.", "30.00"),
    "after": ("What it came to then.", "20.00"),
    "birthday": ("Birthday; null, empty or 0000-00-00: unknown.", "1990-05-31"),
    "button": ("What the heart says.", "Add to my wishlist"),
    "capped": ("How the ceiling of discounts has lowered them.", None),
    "cart": ("The shop’s id of the cart.", "1403"),
    "categories": ("The ids of its categories.", ["3"]),
    "cause": ("What brought it about.", {"kind": "settle", "order": "46"}),
    "changed": ("Whether this call has changed what is stored.", True),
    "code": ("The code.", "FID-7KQ4M2XD9A"),
    "colour": ("The tier’s colour.", "#c0a060"),
    "consents": ("What the customer has said about offers.", {"offers": True}),
    "convertible": ("Points that a conversion would take now.", 4),
    "cost": ("What one is bought for, without tax.", "9.50"),
    "country": ("Where it goes, ISO 3166, for tax zones.", "FR"),
    "currency": ("ISO 4217.", "EUR"),
    "customer": ("The shop’s id of the customer; null: a guest.", "57"),
    "debt": ("Points that are owed.", 0),
    "deliver_on": ("The day on which it is sent.", "2026-12-24"),
    "detail": ("What is wrong, for people.", "Some values cannot be taken."),
    "discount": ("Discounts on goods, tax included.", "2.00"),
    "discount_percent": ("Percent off.", "5.00"),
    "discounts": ("What is taken off, and why.", []),
    "early": ("Whether it is had before the others.", False),
    "email": ("The e-mail address.", "abel@example.com"),
    "email_verified": ("Whether the shop vouches for the address.", True),
    "ends_at": ("When it ends.", _AT),
    "errors": ("The fields that cannot be taken.", [{"field": "lines", "message": "…"}]),
    "expires_at": ("When it ends.", _AT),
    "expiring": ("Points that can be spent until then.", [{"points": 4, "at": _AT}]),
    "fees": ("What it costs beside goods and shipping.", []),
    "field": ("The path of the field.", "lines.0.quantity"),
    "first_name": ("First name.", "Abel"),
    "free_shipping": ("Whether shipping is free.", False),
    "gift": ("For whom a gift card is bought.", {"name": "Julie"}),
    "gift_card": ("A gift card: its code, or whether a product is one.", "CAD-4M2XD97KQA"),
    "gift_cards": ("What gift cards pay.", []),
    "gift_cards_issued": ("The gift cards that its lines have bought.", []),
    "given": ("How many points this call has given.", 120),
    "granted": ("What the order stands at.", 3),
    "granted_at": ("When they were given; absent: now.", _AT),
    "group": ("The shop’s id of the customer’s group.", "3"),
    "guest": ("Whether they buy without an account.", False),
    "happened_at": ("When it happened in the shop’s world.", _AT),
    "held_until": ("Until when a cart holds it.", _AT),
    "highlight": ("Whether to propose it in the cart.", True),
    "id": ("The shop’s own id.", "1"),
    "image": ("The address of its picture.", "https://boutique.example/106.jpg"),
    "items": ("What was found.", []),
    "kind": ("Its kind.", "voucher"),
    "label": ("What it is called, for people.", "Loyalty reward"),
    "language": ("The language of the customer’s mails.", "fr"),
    "last_name": ("Last name.", "Roy"),
    "levels": ("The tiers, the lowest first.", []),
    "line": ("The id of the order’s line.", "1"),
    "lines": ("The goods.", _LINES),
    "list": ("The name of the list it stands on.", "My wishlist"),
    "message": ("A sentence for the reader.", "With my love"),
    "messages": ("What to show the customer.", []),
    "min_spend": ("What must be spent for it.", "500.00"),
    "minimum": ("The cart it asks for.", "5.00"),
    "missing": ("How much is missing.", "5.00"),
    "name": ("What it is called.", "Bougie figuier"),
    "next": ("What follows.", None),
    "note": ("A note of the customer’s.", "In blue"),
    "notes": ("What is odd about its sums.", []),
    "offers": ("The cart offers that the customer has.", []),
    "on_sale": ("Whether it is sold below its regular price.", False),
    "order": ("The shop’s id of the order.", "46"),
    "origin": ("Why it was given.", "points"),
    "page": ("What the page is called.", "My wishlist"),
    "paid_at": ("When it was paid.", _AT),
    "parent": ("The id of the category above.", "1"),
    "payments": ("What gift cards pay.", []),
    "pending": ("Points that wait.", 0),
    "percent": ("Percent.", "10.00"),
    "placed_at": ("When it was placed.", _AT),
    "points": ("Points.", 40),
    "points_multiplier": ("How many times the points.", "1.5"),
    "points_spent": ("How many points it was paid with.", 40),
    "points_to_earn": ("What the cart would earn.", 3),
    "posted": ("What this call has moved.", 3),
    "price": ("What one costs, tax included.", "24.00"),
    "price_excl_tax": ("What one costs without tax.", "20.00"),
    "priority": ("high, normal or low.", "normal"),
    "product": ("The shop’s id of the product.", "106"),
    "products": ("The ids of products.", ["106", "116"]),
    "progress_percent": ("How far the next tier is.", 8),
    "quantity": ("How many.", 2),
    "rate": ("Units of the order’s currency for one of the shop’s.", "1.1"),
    "raw_state": ("The shop’s own word for the state.", "Paiement accepté"),
    "reason": ("Why.", "below_minimum"),
    "recovery_url": ("The way back to the cart.", "https://boutique.example/panier"),
    "reference": ("The number that the customer knows.", "XKBKNABJK"),
    "refunded": ("What of it came back, up to now.", "0.00"),
    "refunded_amount": ("Money returned, up to now.", "0.00"),
    "refunded_quantity": ("Pieces that came back, up to now.", 0),
    "refused": ("Codes that were not taken, and why.", []),
    "registered_at": ("When the account was opened.", _AT),
    "regular_price": ("What one costs when not on sale.", "26.00"),
    "results": ("One per item, in their order.", [{"type": "order", "status": 201}]),
    "rights": ("What it gives, in sentences.", ["−5 % on your orders"]),
    "shipping": ("Shipping, tax included.", "5.80"),
    "shipping_excl_tax": ("Shipping without tax.", "4.83"),
    "shipping_refunded": ("Money given back of the shipping, up to now.", "0.00"),
    "single_use": ("Whether one order takes all of it.", False),
    "source": ("The shop’s own name for the cause: it counts once.", "aio-2026-11"),
    "spent": ("What counts of what was spent.", "40.00"),
    "sponsor": ("The code of who brought them.", "ABEL-7K2M"),
    "stale": ("Whether a newer statement is stored.", False),
    "state": ("How it stands.", "paid"),
    "status": ("The status of HTTP.", 422),
    "steps": ("Each step in words.", ["−10 % from €50.00"]),
    "stock": ("Pieces at hand; null: not counted.", 20),
    "subtotal": ("Before discounts.", "40.00"),
    "text": ("For the customer.", "€5.00 more in your cart for −10 %"),
    "tier": ("The tier held.", {"name": "Bronze"}),
    "title": ("The problem in short.", "A value cannot be taken"),
    "to_pay": ("What is left to pay.", "43.80"),
    "total": ("What it comes to.", "43.80"),
    "type": ("The kind of thing.", "newsletter"),
    "unit_price": ("The price of one, tax included, up to six decimals.", "20.00"),
    "unit_price_excl_tax": ("The price of one without tax.", "16.67"),
    "updated_at": ("When this became true in the shop.", _AT),
    "url": ("An address on the web.", "https://boutique.example/106"),
    "valid_from": ("From when it can be used.", _AT),
    "valid_until": ("Until when it can be used.", "2027-05-01T23:59:59+02:00"),
    "value": ("What the convertible points are worth.", "2.00"),
    "variant": ("The shop’s id of the combination.", "106:2"),
    "variants": ("The combinations it is sold in.", [{"id": "106:2"}]),
    "voucher": ("The voucher.", "FID-7KQ4M2XD9A"),
    "vouchers": ("Vouchers.", []),
    "wishlist": ("The wishlist.", {"items": 3}),
    "wording": ("The words that were agreed to.", "I want your offers by e-mail"),
    "words": ("What page and button are called.", {"page": "My wishlist"}),
    "earns": ("Whether it counts for points.", False),
}

# Where a schema means something of its own: ``Schema.property``.
OWN_MEANINGS: Mapping[str, Meaning] = {
    "ConsentsPayload.offers": ("Whether offers may be mailed to them.", True),
    "ConsentsPayload.source": ("Where they said so.", "shop"),
    "GiftCardDetail.amount": ("What the card was made with.", "50.00"),
    "GiftCardDetail.available": ("What no cart holds of it.", "40.00"),
    "GiftCardDetail.balance": ("What is left on it.", "40.00"),
    "MovementsResponse.next": ("The cursor of the page that follows.", "YmVmb3JlOjE"),
    "NextTier.name": ("What the tier is called.", "Or"),
    "OrderNote.code": ("What is odd.", "total_differs"),
    "OrderPayload.vouchers": ("The codes it used.", ["FID-7KQ4M2XD9A"]),
    "OrderTier.changed": ("promoted or demoted by this call.", "promoted"),
    "OrderPoints.state": ("How its points stand.", "available"),
    "ProblemResponse.code": ("Stable: what to program against.", "invalid"),
    "ProblemResponse.type": ("The address of a page that explains the code.", _PAGE),
    "ProductPayload.gift_card": ("Whether it is a gift card.", False),
    "QuoteDiscount.kind": ("group, voucher, offer, points or shipping.", "voucher"),
    "QuotePayload.points": ("Points that pay a part.", 40),
    "QuotePayload.vouchers": ("Codes to try.", ["FID-7KQ4M2XD9A"]),
    "QuoteResponse.available": ("Vouchers to propose.", []),
    "VoucherSummary.kind": ("amount, percent or shipping.", "amount"),
    "WishlistSize.items": ("How many wishes.", 3),
}


# What stands in an address or a header.
PARAMETERS: Mapping[str, Meaning] = {
    "after": ("An event’s id: what came after it. Absent: from the oldest on.", "evt_1042"),
    "cart": ("The shop’s id of the cart.", "1403"),
    "code": ("The code, as it was typed.", "FID-7KQ4M2XD9A"),
    "cursor": ("The “next” of the page before.", "YmVmb3JlOjE"),
    "dry_run": ("Say what it would do, and write nothing.", True),
    "id": ("The shop’s own id; a webhook’s is its number.", "57"),
    "Idempotency-Key": (
        "Drawn by you, new for each call: repeated, it acts once.",
        "8f14e45f",
    ),
    "limit": ("How many at most.", 100),
    "product": ("The shop’s id of the product.", "106"),
    "types": ("Only these events, comma separated.", "points.changed,voucher.issued"),
}


def complete(schemas: dict[str, Any]) -> None:
    """Describe what does not describe itself, in place."""
    for schema, shape in schemas.items():
        for name, about in shape.get("properties", {}).items():
            meaning = OWN_MEANINGS.get(f"{schema}.{name}") or MEANINGS.get(name)
            if meaning:
                about.setdefault("description", meaning[0])
                # An object of its own shape has the examples of its properties.
                if "$ref" not in repr(about):
                    about.setdefault("examples", [meaning[1]])


def complete_parameter(about: dict[str, Any]) -> None:
    """The same for what stands in an address or a header; a number needs one of its own."""
    description, example = PARAMETERS[about["name"]]
    about["description"] = description
    about["example"] = 7 if about["schema"].get("type") == "integer" else example
