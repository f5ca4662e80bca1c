"""Quotes, codes and holds as a shop asks for them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from shop.models import Category, Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.factories import START, VoucherFactory, day, make_shop
from tests.offers import open_offer, percent, set_guard, ships
from tests.statements import put_customer
from vouchers.models import Voucher, VoucherHold

CODE = "FID-7KQ4M2XD9A"


@pytest.fixture
def voucher(shop: Shop, alice: Customer) -> Voucher:
    return VoucherFactory.create(shop=shop, customer=alice, code=CODE)


def cart(**fields: Any) -> dict[str, Any]:
    item = {"id": "1", "product": "3", "quantity": 2, "unit_price": "20.00"}
    return {"customer": "57", "cart": "1403", "lines": [item], "shipping": "5.80"} | fields


def test_a_cart_is_priced(api: Caller, voucher: Voucher) -> None:
    dear = VoucherFactory.create(
        shop=voucher.shop, code="CENT", minimum=Decimal(45), origin="manual"
    )
    tenth = VoucherFactory.create(
        shop=voucher.shop,
        customer=voucher.customer,
        code="DIX",
        kind="percent",
        amount=None,
        percent=Decimal(10),
        origin="cart",
    )

    answer = api.post("/quotes", cart(vouchers=[CODE.lower(), dear.code]))

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "lines": [
                {
                    "id": "1",
                    "subtotal": "40.00",
                    "discounts": [{"label": "Récompense fidélité", "amount": "5.00"}],
                    "total": "35.00",
                }
            ],
            "discounts": [
                {
                    "kind": "voucher",
                    "label": "Récompense fidélité",
                    "code": CODE,
                    "amount": "5.00",
                }
            ],
            "payments": [],
            "refused": [
                {
                    "code": "CENT",
                    "reason": "below_minimum",
                    "message": "€5.00 more in your cart, and you can use this voucher.",
                    "missing": "5.00",
                }
            ],
            "available": [
                {
                    "code": tenth.code,
                    "origin": "cart",
                    "kind": "percent",
                    "amount": None,
                    "percent": "10.00",
                    "valid_until": "2026-05-31T12:00:00+02:00",
                    "minimum": "0.00",
                    "max_amount": None,
                    "minimum_of_goods": False,
                    "highlight": True,
                }
            ],
            "messages": [],
            "offers": [],
            "capped": None,
            "shipping": "5.80",
            "total": "40.80",
            "to_pay": "40.80",
            "points_to_earn": 3,
        },
    )


def test_golden_case_3_the_minimum_of_5_euros_in_french(api: Caller, shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code=CODE, minimum=Decimal(5), amount=Decimal(1))
    item = {"id": "1", "product": "3", "quantity": 1, "unit_price": "4.20"}

    answer = api.post("/quotes", cart(lines=[item], vouchers=[CODE]), Accept_Language="fr")

    [refused] = answer.json()["refused"]
    assert (refused["reason"], refused["missing"]) == ("below_minimum", "0.80")
    assert refused["message"] == (
        "Plus que 0,80\N{NO-BREAK SPACE}€ d’achats pour utiliser ce bon de réduction."
    )


def test_a_quote_writes_nothing(
    api: Caller, voucher: Voucher, django_assert_num_queries: Any
) -> None:
    api.post("/quotes", cart())

    with django_assert_num_queries(6) as queries:
        api.post("/quotes", cart(vouchers=[CODE], customer="57"))

    assert all(each["sql"].lstrip()[:6] in {"SELECT", "WITH R"} for each in queries)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lines": None}, "lines"),
        (
            {"lines": [{"id": "1", "product": "3", "quantity": 0, "unit_price": "1"}]},
            "lines.0.quantity",
        ),
        ({"vouchers": [CODE] * 101}, "vouchers"),
        ({"surprise": 1}, "surprise"),
        ({"shipping": "-1"}, "shipping"),
        ({"lines": cart()["lines"] * 2}, "lines"),
        (
            {"lines": [cart()["lines"][0] | {"quantity": 10**9, "unit_price": "20"}]},
            "lines",
        ),
    ],
)
def test_an_impossible_cart_is_refused(
    api: Caller, shop: Shop, fields: dict[str, Any], field: str
) -> None:
    answer = api.post("/quotes", cart(**fields))

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_same_key_is_told_the_same(api: Caller, voucher: Voucher) -> None:
    first = api.post("/quotes", cart(vouchers=[CODE]), Idempotency_Key="k")
    Voucher.objects.update(cancelled_at=START)

    again = api.post("/quotes", cart(vouchers=[CODE]), Idempotency_Key="k")

    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"


def test_a_code_is_looked_at(api: Caller, voucher: Voucher) -> None:
    answer = api.get(f"/vouchers/{CODE.lower()}")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "code": CODE,
            "origin": "points",
            "kind": "amount",
            "amount": "5.00",
            "percent": None,
            "valid_until": "2026-05-31T12:00:00+02:00",
            "minimum": "0.00",
            "max_amount": None,
            "minimum_of_goods": False,
            "highlight": True,
            "label": "Récompense fidélité",
            "state": "usable",
            "valid_from": "2026-05-01T12:00:00+02:00",
            "held_until": None,
            "customer": "57",
            "goods": {
                "categories": [],
                "products": [],
                "excluded_categories": [],
                "excluded_products": [],
                "on_sale": True,
            },
            "uses_left": 1,
            "held_by": None,
        },
    )


def test_a_code_that_is_none_is_not_there(api: Caller, voucher: Voucher) -> None:
    elsewhere = key_for(make_shop("autre"))

    for caller, code in ((api, "NOTHING"), (elsewhere, CODE)):
        answer = caller.get(f"/vouchers/{code}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown")
        assert answer.json()["detail"] == "This code is not valid."


def test_a_cart_holds_a_code_and_releases_it(api: Caller, voucher: Voucher) -> None:
    held = api.put(f"/vouchers/{CODE}/holds/1403", {"customer": "57"})

    assert (held.status_code, held.json()) == (
        200,
        {"code": CODE, "cart": "1403", "expires_at": "2026-05-01T12:30:00+02:00"},
    )
    looked = api.get(f"/vouchers/{CODE}").json()
    assert (looked["state"], looked["held_until"]) == ("held", "2026-05-01T12:30:00+02:00")
    other = api.put(f"/vouchers/{CODE}/holds/1404", {"customer": "57"})
    assert (other.status_code, other.json()["code"]) == (409, "held")
    assert api.delete(f"/vouchers/{CODE}/holds/1403").status_code == 204
    assert api.delete(f"/vouchers/{CODE}/holds/1403").status_code == 204
    assert api.get(f"/vouchers/{CODE}").json()["state"] == "usable"


def test_a_hold_ends_by_itself(
    api: Caller, voucher: Voucher, clock: time_machine.Traveller
) -> None:
    api.put(f"/vouchers/{CODE}/holds/1403", {"customer": "57"})

    clock.shift(timedelta(minutes=30))

    assert api.get(f"/vouchers/{CODE}").json()["state"] == "usable"


def test_the_customer_of_a_cart_need_not_be_named_again(
    api: Caller, voucher: Voucher
) -> None:
    put_customer(voucher.shop, "57", on=0)
    cart = {"updated_at": START.isoformat(), "customer": "57", "lines": []}
    assert api.put("/carts/1403", cart).status_code == 201

    assert api.put(f"/vouchers/{CODE}/holds/1403", None).status_code == 200
    refused = api.put(f"/vouchers/{CODE}/holds/1404", None)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_customer")
    assert refused.json()["detail"] == "This code is not valid."


def test_ids_with_slashes_find_their_place(api: Caller, shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code="NOEL/26")

    assert api.get("/vouchers/NOEL/26").json()["code"] == "NOEL/26"
    assert api.put("/vouchers/NOEL/26/holds/a/b", None).json()["cart"] == "a/b"
    assert VoucherHold.objects.get().cart == "a/b"


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["facts"], [403, 403, 403]),
        (["read"], [200, 200, 403]),
        (["redeem"], [403, 403, 200]),
    ],
)
def test_each_call_needs_its_scope(
    shop: Shop, voucher: Voucher, scopes: list[str], statuses: list[int]
) -> None:
    caller = key_for(shop, scopes)

    assert [
        caller.post("/quotes", cart()).status_code,
        caller.get(f"/vouchers/{CODE}").status_code,
        caller.put(f"/vouchers/{CODE}/holds/1", {"customer": "57"}).status_code,
    ] == statuses


def test_the_account_tells_every_kind_of_voucher(api: Caller, voucher: Voucher) -> None:
    VoucherFactory.create(
        shop=voucher.shop,
        customer=voucher.customer,
        kind="shipping",
        amount=None,
        code="LIVR",
    )

    told = api.get("/customers/57/account").json()["vouchers"]

    assert [(each["code"], each["kind"], each["amount"]) for each in told] == [
        (CODE, "amount", "5.00"),
        ("LIVR", "shipping", None),
    ]


def test_offers_and_their_progress_are_in_the_customers_language(
    api: Caller, shop: Shop, alice: Customer
) -> None:
    steps = [percent(0, 2), percent(50, 10), ships(60)]
    open_offer(shop, *steps, ends_at=day(3))

    answer = api.post("/quotes", cart(), Accept_Language="fr").json()

    assert answer["discounts"] == [
        {"kind": "offer", "label": "Offre fidélité", "code": None, "amount": "0.80"}
    ]
    assert answer["messages"] == [
        {"text": "Encore 10,00\xa0€ sur votre panier pour −10\xa0%", "missing": "10.00"},
        {"text": "Plus que 20,00\xa0€ pour la livraison gratuite", "missing": "20.00"},
    ]
    assert answer["offers"] == [
        {
            "label": "Offre fidélité",
            "steps": [
                "−2\xa0%",
                "−10\xa0% dès 50,00\xa0€",
                "Livraison offerte dès 60,00\xa0€",
            ],
            "ends_at": "2026-05-04T12:00:00+02:00",
            "early": False,
            "audience": "members",
        }
    ]


def test_an_offer_for_some_goods_names_them(
    api: Caller, shop: Shop, alice: Customer
) -> None:
    candles = Category.objects.create(shop=shop, external_id="c", name="Bougies")
    open_offer(shop, percent(50, 10), ships(60), categories=[candles])

    answer = api.post("/quotes", cart(), Accept_Language="fr").json()

    assert [each["text"] for each in answer["messages"]] == [
        "Encore 10,00\xa0€ de ces articles pour −10\xa0% (sur Bougies)",
        "Plus que 20,00\xa0€ de ces articles pour la livraison gratuite (sur Bougies)",
    ]
    assert answer["offers"][0]["steps"] == [
        "−10\xa0% dès 50,00\xa0€ (sur Bougies)",
        "Livraison offerte dès 60,00\xa0€ (sur Bougies)",
    ]


def test_a_capped_discount_is_explained(api: Caller, shop: Shop, voucher: Voucher) -> None:
    set_guard(shop, 10)

    answer = api.post("/quotes", cart(vouchers=[CODE]), Accept_Language="fr").json()

    assert (answer["total"], answer["discounts"][0]["amount"]) == ("41.80", "4.00")
    assert answer["capped"] == {"percent": "10.00", "before": "5.00", "after": "4.00"}
    assert answer["messages"] == [
        {
            "text": "Les remises d’une commande sont plafonnées à 10\xa0% de ses"
            " articles\xa0: 5,00\xa0€ ramenés à 4,00\xa0€.",
            "missing": None,
        }
    ]
