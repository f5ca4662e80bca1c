"""Gift cards as a shop asks for them, pays with them and sells them."""

from decimal import Decimal
from typing import Any

import pytest

from api.views import gift_cards as door
from giftcards.models import GiftCard
from shop.models import Shop
from tests.api.conftest import Caller
from tests.factories import START, make_card, make_shop


@pytest.fixture
def card(shop: Shop) -> GiftCard:
    return make_card(shop, code="CAD-7KQ4M2XD9AB")


def test_a_card_says_what_is_left_and_not_whose_it_is(api: Caller, shop: Shop) -> None:
    make_card(
        shop,
        code="CAD-7KQ4M2XD9AB",
        email="julie@example.com",
        recipient="Julie",
        message="Bises",
    )
    api.put("/gift-cards/cad-7kq4m2xd9ab/holds/1403", {"amount": "12.50"})

    answer = api.get("/gift-cards/cad-7kq4m2xd9ab")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "code": "CAD-7KQ4M2XD9AB",
            "state": "usable",
            "amount": "50.00",
            "balance": "50.00",
            "available": "37.50",
            "currency": "EUR",
            "minimum": "0.00",
            "single_use": False,
            "valid_until": "2027-05-01T12:00:00+02:00",
        },
    )


def test_unknown_cards_and_those_of_other_shops_are_alike(api: Caller) -> None:
    make_card(make_shop("autre"), code="CAD-AUTRE")

    there, nowhere = api.get("/gift-cards/CAD-AUTRE"), api.get("/gift-cards/CAD-X")

    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()
    assert there.json()["detail"] == "This is not the code of a gift card."


def test_looking_codes_up_is_counted_apart(
    api: Caller, card: GiftCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LOOKS", 2)
    for _ in range(2):
        assert api.get("/gift-cards/CAD-X").status_code == 404

    answer = api.get(f"/gift-cards/{card.code}")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer["Retry-After"]) > 0
    assert api.get("/vouchers/X").status_code == 404, "other calls go on"


def test_a_cart_holds_money_and_releases_it(api: Caller, card: GiftCard) -> None:
    held = api.put(f"/gift-cards/{card.code}/holds/1403", None)
    assert (held.status_code, held.json()) == (
        200,
        {
            "code": card.code,
            "cart": "1403",
            "amount": "50.00",
            "expires_at": "2026-05-01T12:30:00+02:00",
        },
    )
    other = api.put(f"/gift-cards/{card.code}/holds/1404", None)
    assert (other.status_code, other.json()["code"]) == (409, "held")

    assert api.delete(f"/gift-cards/{card.code}/holds/1403").status_code == 204

    assert api.put(f"/gift-cards/{card.code}/holds/1404", None).status_code == 200
    nothing = api.put(f"/gift-cards/{card.code}/holds/1404", {"amount": "0"})
    assert nothing.status_code == 422


def test_a_quote_says_who_pays_and_what_is_left_to_pay(api: Caller, card: GiftCard) -> None:
    item = {"id": "1", "product": "3", "quantity": 2, "unit_price": "40.00"}

    said = api.post("/quotes", {"lines": [item], "gift_cards": [card.code, "CAD-X"]}).json()

    assert said["payments"] == [{"gift_card": card.code, "amount": "50.00"}]
    assert (said["total"], said["to_pay"]) == ("80.00", "30.00")
    assert said["refused"] == [
        {
            "code": "CAD-X",
            "reason": "unknown",
            "message": "This is not the code of a gift card.",
            "missing": None,
        }
    ]


def order(**fields: Any) -> dict[str, Any]:
    said = {
        "state": "paid",
        "currency": "EUR",
        "placed_at": START.isoformat(),
        "updated_at": START.isoformat(),
        "lines": [{"id": "1", "product": "3", "quantity": 1, "unit_price": "40.00"}],
    }
    return said | fields


def test_an_order_is_paid_with_a_card(api: Caller, card: GiftCard) -> None:
    paid = [{"code": card.code, "amount": "30.00"}, {"code": "CAD-X", "amount": "5.00"}]

    answer = api.put("/orders/1", order(gift_cards=paid))

    assert answer.json()["gift_cards"] == [
        {"code": card.code, "state": "paid", "amount": "30.00"},
        {"code": "CAD-X", "state": "refused", "amount": "0.00"},
    ]
    card.refresh_from_db()
    assert card.balance == Decimal("20.00")


def test_an_order_buys_a_card(api: Caller) -> None:
    api.put(
        "/products/9", {"updated_at": START.isoformat(), "name": "C", "gift_card": True}
    )
    gift = {"name": "Julie", "email": "julie@example.com", "deliver_on": "2026-05-20"}
    bought = {"id": "7", "product": "9", "quantity": 1, "unit_price": "50", "gift": gift}

    said = api.put("/orders/1", order(lines=[bought])).json()

    card = GiftCard.objects.get()
    assert said["gift_cards_issued"] == [
        {
            "line": "7",
            "code": card.code,
            "amount": "50.00",
            "valid_until": "2027-05-02T00:00:00+02:00",
        }
    ]
    assert (card.recipient, card.email) == ("Julie", "julie@example.com")
    again = api.put("/orders/1", order(lines=[bought]))
    assert again.json()["gift_cards_issued"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"deliver_on": "demain"}, {"message": "x" * 501}, {"name": 7}],
)
def test_a_gift_that_cannot_be_is_refused(api: Caller, wrong: dict[str, Any]) -> None:
    bought = {"id": "7", "product": "9", "quantity": 1, "unit_price": "50", "gift": wrong}

    assert api.put("/orders/1", order(lines=[bought])).status_code == 422


def test_a_gift_to_no_address_is_a_card_that_the_buyer_hands_over(api: Caller) -> None:
    api.put(
        "/products/9", {"updated_at": START.isoformat(), "name": "C", "gift_card": True}
    )
    gift = {"name": "Julie", "email": "nobody"}
    bought = {"id": "7", "product": "9", "quantity": 1, "unit_price": "50", "gift": gift}

    assert api.put("/orders/1", order(lines=[bought])).status_code == 201
    card = GiftCard.objects.get()
    assert (card.recipient, card.email) == ("Julie", "")
