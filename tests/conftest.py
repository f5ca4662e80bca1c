"""The cast: Alice owns, Bob is somebody else, and each test opens its own shop."""

from collections.abc import Callable

import pytest

from program import actions as program
from shop.models import Customer, Shop
from tests.factories import START, CustomerFactory, day, make_shop, order_fact


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


@pytest.fixture
def alice(shop: Shop) -> Customer:
    return CustomerFactory.create(
        shop=shop, external_id="57", email="alice@example.com"
    )


@pytest.fixture
def bob(shop: Shop) -> Customer:
    return CustomerFactory.create(
        shop=shop, external_id="58", email="bob@example.com", first_name="Bob"
    )
