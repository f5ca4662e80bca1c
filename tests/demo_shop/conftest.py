"""A shop that sells: two articles, Alice's account, and somebody who looks around."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api import actions as api_actions
from demo_shop.models import DemoAccount, DemoCategory, DemoOrder, DemoProduct, Storefront
from programme import actions as programme
from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import CategoryFact, CustomerFact, GroupFact, ProductFact
from tests.factories import VoucherFactory
from tests.portal.conftest import MODEL_BACKEND, _fresh_limits, visitor
from vouchers.models import Voucher

__all__ = ["_fresh_limits", "visitor"]

HOME = "/boutique/boutique/"
CART = f"{HOME}panier/"


@pytest.fixture
def storefront(shop: Shop) -> Storefront:
    """Without shipping, so that sums are those of the articles."""
    _key, token = api_actions.create_key(shop=shop, name="Boutique", now=timezone.now())
    storefront = Storefront.objects.create(
        shop=shop, api_key=token, shipping=0, last_account=100, last_order=45
    )
    category = DemoCategory.objects.create(
        shop=shop, number="c1", slug="bougies", name="Bougies", rank=0
    )
    for number, name, price in [
        ("candle", "Candle", "40.00"),
        ("match", "Matches", "4.00"),
    ]:
        make_product(shop, category, number, name, price)
    shops.state_category(
        shop=shop,
        external_id="c1",
        fact=CategoryFact(updated_at=timezone.now(), name="Bougies"),
    )
    return storefront


def make_product(
    shop: Shop, category: DemoCategory, number: str, name: str, price: str, **fields: Any
) -> DemoProduct:
    product = DemoProduct.objects.create(
        shop=shop,
        number=number,
        slug=number,
        category=category,
        name=name,
        price=Decimal(price),
        price_excl_tax=Decimal(price) / Decimal("1.25"),
        stock=20,
        drawing=DemoProduct.Drawing.CANDLE,
        colour="#8c2f1f",
        ground="#f3e2cf",
        **fields,
    )
    shops.state_product(
        shop=shop,
        external_id=number,
        fact=ProductFact(updated_at=timezone.now(), name=name, price=product.price),
    )
    return product


def make_account(
    storefront: Storefront, number: str, email: str, **fields: Any
) -> DemoAccount:
    """The shop's, and the programme's customer of the same number."""
    account = DemoAccount.objects.create(
        shop=storefront.shop,
        number=number,
        email=email,
        first_name=email.partition("@")[0].title(),
        registered_at=timezone.now(),
        **fields,
    )
    programme.receive_customer(
        shop=storefront.shop,
        external_id=number,
        fact=CustomerFact(
            updated_at=timezone.now(),
            email=email,
            first_name=account.first_name,
            group=account.group or None,
        ),
        author="api:1",
        now=timezone.now(),
    )
    return account


def make_group(shop: Shop, percent: str) -> None:
    fact = GroupFact(
        updated_at=timezone.now(), name="Friends", discount_percent=Decimal(percent)
    )
    shops.state_group(shop=shop, external_id="friends", fact=fact)


def voucher_for(alice: Customer, **fields: object) -> Voucher:
    now = timezone.now()
    return VoucherFactory.create(
        **{
            "shop": alice.shop,
            "customer": alice,
            "code": "FID-ALICE",
            "amount": Decimal(2),
            "minimum": Decimal(5),
            "valid_from": now - timedelta(days=1),
            "valid_until": now + timedelta(days=30),
        }
        | fields
    )


class Buyer:
    """Somebody with a browser in the shop."""

    def __init__(self, email: str = "") -> None:
        self.client = Client(headers={"accept-language": "en"})
        if email:
            self.logs_in(email)

    def logs_in(self, email: str) -> None:
        """As after a code from « Mon compte »."""
        user, _ = User.objects.get_or_create(email=email)
        self.client.force_login(user, backend=MODEL_BACKEND)

    def sees(self, path: str = CART) -> str:
        """The words of the page, without its tags."""
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return words(answer.content.decode())

    def puts_in(self, slug: str, quantity: int = 1) -> str:
        self.client.post(f"{CART}ajouter/{slug}/", {"quantity": quantity})
        return self.sees()

    def types(self, code: str) -> str:
        self.client.post(f"{CART}code/", {"code": code})
        return self.sees()

    def begins_checkout(self) -> dict[str, str]:
        """The hidden fields of the payment page."""
        page = self.client.post(f"{CART}commander/", follow=True).content.decode()
        return dict(re.findall(r'name="(to_pay|cart)"\s+value="([^"]+)"', page))

    def pays(
        self, payment_method: str = "accepted", email: str = "", **changed: str
    ) -> Any:
        said = {
            **self.begins_checkout(),
            "payment_method": payment_method,
            "email": email,
            **changed,
        }
        return self.client.post(f"{HOME}commande/", said)


def words(page: str) -> str:
    text = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", text.replace("&nbsp;", " "))


@pytest.fixture
def alice(storefront: Storefront) -> Customer:
    make_account(storefront, "57", "alice@example.com")
    return Customer.objects.get(shop=storefront.shop, external_id="57")


@pytest.fixture
def buyer(alice: Customer) -> Buyer:
    """Alice, signed in."""
    return Buyer(alice.email)


@pytest.fixture
def last_order(storefront: Storefront) -> Callable[[], DemoOrder]:
    return lambda: DemoOrder.objects.filter(shop=storefront.shop).latest("pk")
