"""Every page of an account costs ten queries at most, whoever looks, whatever there is."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from earning.models import ActionTerms, BonusTerms
from shop.models import Category, Customer, Shop
from tests.factories import CustomerFactory, VoucherFactory, day, make_card
from tests.portal.test_account import Visit
from tests.referrals.friends import become, bring, open_referrals
from tests.staff import page_cost
from tests.statements import convert, merge, put_order, set_rules, use
from tests.tiers.ladder import set_tiers
from tests.wishlist.favourites import add, open_list
from vouchers.models import Voucher
from wishlist import actions as wishlist
from wishlist.models import Wishlist

MOST = 10
HOME = "/boutique/compte/"
PAGES = [
    *("", "points/", "points/?sort=orders", "points/?page=2", "points/commande/46/"),
    *(
        "bons/",
        "bons/FID-ONE/",
        "bons/FID-USED/",
        "cartes-cadeaux/",
        "cartes-cadeaux/CAD-1/",
    ),
    *("niveau/", "envies/", "envies/liste/{list}/", "parrainage/", "preferences/"),
    *("donnees/", "donnees/effacer/", "mot-de-passe/"),
]


@pytest.fixture
def rich(shop: Shop, alice: Customer) -> Iterator[Customer]:
    """Somebody with some of everything, in a shop that offers all there is."""
    old = CustomerFactory.create(shop=shop, external_id="56", email="old@example.com")
    merge(alice, old, on=0)
    set_rules(
        shop,
        bonuses=[BonusTerms(priority=1, name="May", kind="factor", factor=Decimal(2))],
        actions=[
            ActionTerms(type="newsletter", points=7, cap=1),
            ActionTerms(type="first_order", points=5),
        ],
    )
    set_tiers(shop)
    for number in range(1, 60):
        put_order(shop, f"{number}", customer=alice)
    own_vouchers(shop, alice)
    own_wishes(alice)
    open_referrals(shop)
    bring(become(alice))
    make_card(shop, code="CAD-1", holder=alice)
    with time_machine.travel(day(4), tick=False):
        yield alice


def own_vouchers(shop: Shop, customer: Customer) -> None:
    """One that can be used, one that was, for some goods only, and many that ended."""
    lamps = Category.objects.create(shop=shop, external_id="lamps", name="Lamps")
    convert(customer, 4, on=1)
    for code, fields in {"FID-ONE": {}, "FID-USED": {"use_limit": 5}}.items():
        voucher = VoucherFactory.create(shop=shop, customer=customer, code=code, **fields)
        voucher.categories.add(lamps)
    use(shop, Voucher.objects.get(code="FID-USED"), "71", on=2)
    VoucherFactory.create_batch(60, shop=shop, customer=customer, cancelled_at=day(1))


def own_wishes(customer: Customer) -> None:
    for number in range(30):
        add(customer, f"p{number}")
    wishlist.share_list(customer=customer, wishlist=open_list(customer).pk)


def as_path(page: str) -> str:
    return HOME + page.format(list=Wishlist.objects.get(name="Noël").pk)


@pytest.mark.parametrize("page", PAGES)
def test_the_budget_of_a_customer_who_has_everything(
    rich: Customer, visit: Visit, page: str
) -> None:
    """Also for a log-in by the address of the account that was merged."""
    browser = visit(Customer.objects.get(email="old@example.com"))

    assert browser.get(as_path(page)).status_code == 200
    assert page_cost(browser, as_path(page)) <= MOST


@pytest.mark.parametrize("page", ["", "points/"])
def test_the_budget_of_a_customer_with_a_debt(
    rich: Customer, visit: Visit, page: str
) -> None:
    """All points are turned into vouchers, and owed once the orders are returned."""
    use(rich.shop, convert(rich, on=2), "72", on=2)
    for number in range(1, 60):
        put_order(rich.shop, f"{number}", customer=rich, state="refunded", on=3)
    browser = visit(rich)

    assert "You owe" in browser.get(as_path(page)).content.decode()
    assert page_cost(browser, as_path(page)) <= MOST


@pytest.mark.parametrize("page", PAGES)
def test_the_budget_of_a_new_customer(
    alice: Customer, client: Client, visit: Visit, page: str
) -> None:
    """Each page that a new customer has."""
    browser = visit(alice)

    assert page_cost(browser, HOME + page.format(list=1)) <= MOST
