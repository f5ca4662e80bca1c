"""Nothing in the database names somebody who was erased, wherever it was written."""

from typing import Any

import pytest
from django.db import connection

from mailing.models import Mail
from shop.models import Cart, Customer, Order
from tests.api.conftest import Caller
from tests.factories import day, make_card
from tests.statements import put_order

pytestmark = pytest.mark.django_db

AT = "2026-05-01T12:00:00+02:00"
# In capitals, as an alias, and plain.
WORDS = ["zephyrine", "quux"]


def found() -> list[str]:
    """The tables with a row whose text has one of the words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        full = []
        for table in tables:
            cursor.execute(
                f'SELECT row::text FROM "{table}" AS row WHERE row::text ~* %s',  # noqa: S608
                ["|".join(WORDS)],
            )
            full += [f"{table}: {text}" for (text,) in cursor.fetchall()]
    return full


def sample_order(**fields: Any) -> dict[str, Any]:
    line = {"id": "1", "product": "3", "quantity": 1, "unit_price": "20.00"}
    return {
        "state": "paid",
        "currency": "EUR",
        "placed_at": AT,
        "updated_at": AT,
        "lines": [line],
    } | fields


@pytest.fixture
def known(api: Caller) -> Caller:
    """Zéphyrine has an account, a guest's row, carts and orders of nobody, and mails."""
    email = "zephyrine.quux@gens.example"
    person = {"first_name": "Zephyrine", "last_name": "Quux", "updated_at": AT}
    api.put("/customers/z1", person | {"email": email, "birthday": "1980-05-02"})
    api.put("/customers/zg", person | {"email": email.upper(), "guest": True})
    api.put("/orders/1", sample_order(customer="z1", email=email))
    api.put("/orders/2", sample_order(customer="zg", email=email.upper()))
    api.put("/orders/3", sample_order(email="Zephyrine.Quux+noel@gens.example"))
    line = {"id": "1", "product": "3", "quantity": 1, "unit_price": "20.00"}
    cart = {"email": email.title(), "lines": [line], "updated_at": AT}
    link = {"recovery_url": f"https://shop.example/?m={email}"}
    api.put("/carts/c1", cart | {"customer": "z1"} | link)
    api.put("/carts/c2", cart | link)
    api.post(
        "/customers/z1/actions",
        {"type": "newsletter", "source": "w"},
        Idempotency_Key=f"newsletter-{email}",
    )
    # An order of somebody else's that was placed with the address.
    api.put("/customers/x", {"email": "x@gens.example", "updated_at": AT})
    api.put("/orders/4", sample_order(customer="x", email=email))
    return api


def test_no_table_names_an_erased_customer(known: Caller) -> None:
    assert found()

    assert known.delete("/customers/z1").status_code == 204

    assert found() == []


def test_the_books_of_an_erased_guest_stay(known: Caller) -> None:
    known.delete("/customers/z1")

    guest = Customer.objects.get(external_id="zg")
    assert guest.erased_at
    assert Order.objects.filter(state="paid").count() == 4
    assert set(Cart.objects.values_list("email", flat=True)) == {""}


def test_a_card_for_somebody_erased_keeps_its_money_and_not_their_name(
    known: Caller,
) -> None:
    shop = Customer.objects.get(external_id="z1").shop
    card = make_card(shop, recipient="Zephyrine", email="Zephyrine.QUUX@gens.example")
    known.delete("/customers/z1")

    assert found() == []
    card.refresh_from_db()
    assert card.balance == card.amount


def test_what_another_account_at_the_address_has_stays(known: Caller) -> None:
    email = "zephyrine.quux@gens.example"
    known.put("/customers/z2", {"email": email, "first_name": "Ada", "updated_at": AT})

    known.delete("/customers/z1")

    assert Customer.objects.get(external_id="z2").email == email
    assert Order.objects.get(external_id="3").email
    assert Cart.objects.get(external_id="c2").email


def test_a_mail_that_waits_for_their_address_alone_does_not_go(known: Caller) -> None:
    shop = Customer.objects.get(external_id="z1").shop
    Mail.objects.create(
        shop=shop,
        mail_type="gift_card",
        advertising=False,
        source="x",
        email="ZEPHYRINE.quux@gens.example",
        name="Zephyrine",
        queued_at=day(0),
        due_at=day(30),
        not_after=day(60),
    )

    known.delete("/customers/z1")

    mail = Mail.objects.get(source="x")
    assert (mail.state, mail.reason) == ("refused", "erased")
    assert found() == []


def test_erasing_twice_is_erasing_once(known: Caller) -> None:
    assert known.delete("/customers/z1").status_code == 204
    assert known.delete("/customers/z1").status_code == 204
    assert known.delete("/customers/zg").status_code == 204


def test_who_orders_again_as_a_guest_is_somebody_new(known: Caller) -> None:
    known.delete("/customers/z1")
    shop = Customer.objects.get(external_id="z1").shop

    put_order(shop, "9", email="zephyrine.quux@gens.example", on=2)

    assert Order.objects.get(external_id="9").email == "zephyrine.quux@gens.example"
