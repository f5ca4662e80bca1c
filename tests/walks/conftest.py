"""A shop in French, and people who come to it, each with their own browser."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from api import actions as api_actions
from demo_shop import facts
from demo_shop.models import DemoCategory, DemoProduct, Storefront
from mailing.models import SendingLimits
from shop import actions as shops
from shop.models import Shop
from tests.demo_shop.conftest import make_product
from tests.factories import make_shop
from tests.portal.conftest import _fresh_limits

__all__ = ["_fresh_limits"]

type Opens = Callable[..., Page]

GOODS = [("bougie", "Bougie", "40.00"), ("allumettes", "Allumettes", "4.00")]


@pytest.fixture
def shop(settings: Settings, live_server: LiveServer) -> Shop:
    """Its mails lead to the server of the test, as they do where it is at home, and leave
    at any hour.
    """
    settings.BASE_URL = live_server.url
    shop = make_shop(name="L’Atelier")
    SendingLimits.objects.filter(shop=shop).update(
        frequency_cap=None, quiet_from="00:00", quiet_until="00:00"
    )
    return shop


@pytest.fixture
def storefront(shop: Shop) -> Storefront:
    """Without shipping, so that sums are those of the articles."""
    _key, token = api_actions.create_key(shop=shop, name="Boutique", now=timezone.now())
    storefront = Storefront.objects.create(
        shop=shop, api_key=token, shipping=0, last_account=100, last_order=45
    )
    category = DemoCategory.objects.create(
        shop=shop, number="c1", slug="maison", name="Maison"
    )
    shops.state_category(
        shop=shop, external_id="c1", fact=facts.category_fact(category, timezone.now())
    )
    for number, name, price in GOODS:
        sell(storefront, number, name, price)
    return storefront


def sell(
    storefront: Storefront, number: str, name: str, price: str, **fields: object
) -> None:
    """One more article in the shop, with a page of its own."""
    category = DemoCategory.objects.get(shop=storefront.shop)
    product = make_product(storefront.shop, category, number, name, price, **fields)
    DemoProduct.objects.filter(pk=product.pk).update(description="Faite à la main.")
    shops.state_product(
        shop=storefront.shop,
        external_id=number,
        fact=facts.product_fact(product, timezone.now()),
    )


@pytest.fixture
def opens(chromium: Browser, live_server: LiveServer) -> Iterator[Opens]:
    """A page in the browser of somebody else each time. None of them has complained of
    anything when the test is over: no script that was blocked, no file that is missing.
    """
    complaints = list[str]()

    def hear(said: ConsoleMessage) -> None:
        # A page that is not there is what a test may have asked for.
        assert said.page
        if said.type == "error" and said.location["url"] != said.page.url:
            complaints.append(f"{said.page.url}: {said.text}")

    def open_(*, scripts: bool = True, agent: str = "") -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            java_script_enabled=scripts,
            locale="fr-FR",
            user_agent=agent or None,
        )
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_
    assert complaints == []
