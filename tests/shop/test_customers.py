from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import Invalid
from shop import actions as shops
from shop.models import Cart, Customer, CustomerGroup, Shop
from shop.rules.facts import CartFact, CustomerFact, GroupFact
from tests.factories import day


def test_everything_a_customer_says_is_kept(shop: Shop) -> None:
    shops.state_customer(
        shop=shop,
        external_id="57",
        fact=CustomerFact(
            updated_at=day(1),
            email="abel@example.com",
            email_verified=True,
            first_name="Abel",
            last_name="Auboisdormant",
            language="fr",
            birthday=date(1990, 2, 28),
            registered_at=day(0),
            group="3",
        ),
    )

    abel = Customer.objects.get(external_id="57")
    assert (abel.email, abel.email_verified) == ("abel@example.com", True)
    assert str(abel) == "Abel Auboisdormant"
    assert (abel.language, abel.birthday) == ("fr", date(1990, 2, 28))
    assert (abel.registered_at, abel.guest, abel.erased_at) == (day(0), False, None)
    assert abel.shop_group == CustomerGroup.objects.get(external_id="3")
    assert abel.group == abel.shop_group


def test_a_group_gives_a_discount_and_a_multiplier(shop: Shop) -> None:
    shops.state_group(
        shop=shop,
        external_id="3",
        fact=GroupFact(
            updated_at=day(0),
            name="Or",
            discount_percent=Decimal("12.5"),
            points_multiplier=Decimal("1.5"),
            free_shipping=True,
        ),
    )

    group = CustomerGroup.objects.get()
    assert (group.name, group.discount_percent) == ("Or", Decimal("12.50"))
    assert (group.points_multiplier, group.free_shipping) == (Decimal("1.500"), True)


@pytest.mark.parametrize(
    ("field", "figure"),
    [
        ("discount_percent", "100.01"),
        ("discount_percent", "-1"),
        ("points_multiplier", "-0.5"),
        ("points_multiplier", "1000"),
    ],
)
def test_what_no_group_can_be_is_refused(shop: Shop, field: str, figure: str) -> None:
    fields: dict[str, Any] = {field: Decimal(figure)}

    with pytest.raises(Invalid) as refusal:
        shops.state_group(
            shop=shop, external_id="3", fact=GroupFact(updated_at=day(0), **fields)
        )

    assert refusal.value.details == {"field": field}
    assert not CustomerGroup.objects.exists()


def test_guests_and_the_erased_may_not_earn() -> None:
    assert Customer().may_earn
    assert not Customer(guest=True).may_earn
    assert not Customer(erased_at=day(0)).may_earn


def test_erasing_leaves_an_id_and_nothing_else(shop: Shop, alice: Customer) -> None:
    fact = CartFact(updated_at=day(1), customer="57", email="alice@example.com")
    shops.state_cart(shop=shop, external_id="9", fact=fact)

    shops.erase_customer(shop=shop, external_id="57", now=day(2))

    tombstone = Customer.objects.get()
    assert (tombstone.pk, tombstone.external_id) == (alice.pk, "57")
    assert (tombstone.email, tombstone.first_name, tombstone.last_name) == ("", "", "")
    assert (tombstone.language, tombstone.birthday) == ("", None)
    assert tombstone.erased_at == day(2)
    assert Cart.objects.get().email == ""


@pytest.mark.usefixtures("alice")
def test_a_tombstone_hears_nothing_more(shop: Shop) -> None:
    shops.erase_customer(shop=shop, external_id="57", now=day(2))

    fact = CustomerFact(updated_at=day(3), email="alice@example.com", group="9")
    stated = shops.state_customer(shop=shop, external_id="57", fact=fact)

    assert (stated.changed, stated.stale) == (False, True)
    assert Customer.objects.get(external_id="57").email == ""
    assert not CustomerGroup.objects.exists()


@pytest.mark.usefixtures("alice")
def test_erasing_twice_keeps_the_first_day(shop: Shop) -> None:
    shops.erase_customer(shop=shop, external_id="57", now=day(2))

    again = shops.erase_customer(shop=shop, external_id="57", now=day(3))

    assert again.erased_at == day(2)


def test_a_placeholder_can_be_erased(shop: Shop) -> None:
    shops.lock_customer(shop=shop, external_id="99")

    shops.erase_customer(shop=shop, external_id="99", now=day(2))

    tombstone = Customer.objects.get(external_id="99")
    assert (tombstone.updated_at, tombstone.erased_at) == (None, day(2))


def test_whom_nobody_has_named_cannot_be_erased(shop: Shop) -> None:
    with pytest.raises(shops.UnknownId, match="99"):
        shops.erase_customer(shop=shop, external_id="99", now=day(0))
