"""A voucher as a till sees it: whose, for what, how often, and who holds it."""

import pytest

from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.factories import CategoryFactory, VoucherFactory

pytestmark = pytest.mark.django_db


def test_a_key_that_redeems_learns_whose_and_for_what(
    api: Caller, shop: Shop, alice: Customer
) -> None:
    voucher = VoucherFactory.create(
        shop=shop, customer=alice, code="FID-1", on_sale=False, use_limit=3, used=1,
        used_at=alice.updated_at,
    )  # fmt: skip
    voucher.categories.add(CategoryFactory.create(shop=shop, external_id="3"))
    voucher.excluded_categories.add(CategoryFactory.create(shop=shop, external_id="9"))

    told = api.get("/vouchers/fid-1").json()

    assert told["customer"] == "57"
    assert told["goods"] == {
        "categories": ["3"],
        "products": [],
        "excluded_categories": ["9"],
        "excluded_products": [],
        "on_sale": False,
    }
    assert (told["uses_left"], told["held_by"]) == (2, None)


def test_the_cart_that_holds_it_is_named(api: Caller, shop: Shop, alice: Customer) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code="FID-1")
    api.put("/vouchers/FID-1/holds/1403", {"customer": "57"})

    told = api.get("/vouchers/FID-1").json()

    assert (told["state"], told["held_by"], told["uses_left"]) == ("held", "1403", 1)


def test_anybodys_voucher_without_a_limit(api: Caller, shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code="NOEL", origin="manual", use_limit=None)

    told = api.get("/vouchers/NOEL").json()

    assert (told["customer"], told["uses_left"]) == (None, None)


def test_a_key_that_only_reads_learns_no_more(shop: Shop, alice: Customer) -> None:
    VoucherFactory.create(shop=shop, customer=alice, code="FID-1")

    told = key_for(shop, ["read"]).get("/vouchers/FID-1").json()

    assert told["code"] == "FID-1"
    assert not told.keys() & {"customer", "goods", "uses_left", "held_by"}
