"""Customers, groups, categories, products and states of PrestaShop."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors.contract import Gone, Ignored
from connectors.prestashop.catalogue import category_read, product_fact
from connectors.prestashop.people import customer_read, group_fact
from connectors.prestashop.states import raw_state
from shop.rules.facts import CategoryFact, CustomerFact, GroupFact, ProductFact
from tests.connectors.prestashop.shapes import READING


def customer(**fields: Any) -> dict[str, Any]:
    return {
        "id": 8,
        "id_default_group": "3",
        "id_lang": "1",
        "email": "zoe@example.com",
        "firstname": "Zoé",
        "lastname": "Garnier",
        "birthday": "1990-05-04",
        "date_add": "2026-11-30 19:39:23",
        **fields,
    }


def test_a_customer_is_read() -> None:
    assert customer_read(customer(), READING) == CustomerFact(
        updated_at=READING.at,
        email="zoe@example.com",
        first_name="Zoé",
        last_name="Garnier",
        language="fr",
        birthday=date(1990, 5, 4),
        registered_at=datetime(2026, 11, 30, 18, 39, 23, tzinfo=UTC),
        group="3",
    )


def test_a_guest_has_no_account_yet() -> None:
    fact = customer_read(customer(is_guest="1", birthday="0000-00-00"), READING)

    assert isinstance(fact, CustomerFact)
    assert (fact.guest, fact.registered_at, fact.birthday) == (True, None, None)


def test_a_customer_marked_as_deleted_is_gone() -> None:
    assert isinstance(customer_read(customer(deleted="1"), READING), Gone)


def test_the_account_of_erased_people_is_ignored() -> None:
    fact = customer_read(customer(email="anonymous@psgdpr.com"), READING)

    assert isinstance(fact, Ignored)


def test_a_group_has_the_first_of_its_names() -> None:
    names = [{"id": "1", "value": "Or"}, {"id": "2", "value": "Gold"}]

    assert group_fact({"id": 4, "name": names, "reduction": "10.00"}, READING) == GroupFact(
        updated_at=READING.at, name="Or", discount_percent=Decimal("10.00")
    )


def test_the_home_page_is_no_category() -> None:
    assert isinstance(category_read({"id": 2, "name": "Accueil"}, READING), Ignored)
    assert category_read({"id": 3, "name": "Art", "id_parent": "2"}, READING) == (
        CategoryFact(updated_at=READING.at, name="Art")
    )
    assert category_read({"id": 5, "name": "Mugs", "id_parent": "3"}, READING) == (
        CategoryFact(updated_at=READING.at, name="Mugs", parent="3")
    )


def test_a_product_has_prices_with_tax_a_picture_and_its_stock() -> None:
    said = {
        "id": 1,
        "name": "T-shirt",
        "active": "1",
        "price": "23.900000",
        "regular": "28.680000",
        "reduced": "22.940000",
        "id_default_image": "12",
        "associations": {"categories": [{"id": "2"}, {"id": "4"}]},
    }

    assert product_fact(said, 7, READING) == ProductFact(
        updated_at=READING.at,
        name="T-shirt",
        url="https://shop.example.com/index.php?controller=product&id_product=1",
        image="https://shop.example.com/img/p/1/2/12.jpg",
        price=Decimal("22.94"),
        price_excl_tax=Decimal("23.90"),
        regular_price=Decimal("28.68"),
        on_sale=True,
        stock=7,
        categories=("4",),
    )


@pytest.mark.parametrize(
    ("number", "flags", "guess"),
    [
        (2, "paid", "paid"),
        (3, "paid delivery", "processing"),
        (4, "paid delivery shipped", "shipped"),
        (5, "paid delivery shipped", "delivered"),
        (6, "", "cancelled"),
        (7, "", "refunded"),
        (8, "", "payment_error"),
        (9, "paid", "paid"),
        (10, "", "pending"),
        (42, "", "pending"),
        (43, "paid shipped", "shipped"),
    ],
)
def test_a_state_is_guessed_by_its_flags(number: int, flags: str, guess: str) -> None:
    said = {
        "id": number,
        "name": "État",
        **{name: "1" if name in flags else "0" for name in ("paid", "delivery", "shipped")},
    }

    assert raw_state(said).guess == guess
