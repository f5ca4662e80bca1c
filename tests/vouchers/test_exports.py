"""Vouchers as a file."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from core.days import start_of
from shop.models import Customer, Shop
from tests.factories import START, VoucherFactory, day
from tests.staff import backoffice, let_export, make_staff, take
from tests.statements import put_order

SHELF = "vouchers/voucher"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(let_export(make_staff("clerk@example.com", shop)))


def test_each_voucher_says_what_it_is_worth_to_whom_and_until_when(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    put_order(shop, "46", customer=alice)
    midnight = start_of(day(3).date(), shop.zone)
    VoucherFactory.create(
        shop=shop,
        customer=alice,
        code="FID-USED",
        amount=Decimal("1234.5"),
        minimum=Decimal(30),
        valid_until=midnight,
        used=1,
        used_at=day(2),
    )
    VoucherFactory.create(
        shop=shop,
        code="FID-ANY",
        valid_until=midnight,
        issued_at=day(-1),
        valid_from=day(-1),
    )

    head, *rows = take(clerk, SHELF)

    assert dict(zip(head, rows[0], strict=True)) == {
        "Shop": "boutique",
        "Code": "FID-USED",
        "State": "Used",
        "Customer": "57",
        "E-mail": "alice@example.com",
        "Label": "Récompense fidélité",
        "Origin": "points",
        "Kind": "amount",
        "Amount": "1234.50",
        "Currency": "EUR",
        "Percentage": "",
        "Minimum cart": "30.00",
        "Valid from": "2026-05-01 12:00",
        "Valid until": "2026-05-03",
        "Times used": "1",
        "Used": "2026-05-03 12:00",
        "Cancelled": "",
        "Issued": "2026-05-01 12:00",
        "Author": "The programme",
    }
    assert rows[1][:5] == ["boutique", "FID-ANY", "Expired", "", ""]


def test_a_french_reader_finds_decimal_commas(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    VoucherFactory.create(shop=shop, customer=alice, amount=Decimal("12.50"))

    page = clerk.post(
        f"/admin/{SHELF}/export/",
        {"columns": ["state", "amount", "valid_from"]},
        headers={"accept-language": "fr"},
    )

    assert page.getvalue().decode("utf-8-sig") == (
        "État;Montant;Valable à partir du\r\nUtilisable;12,50;01/05/2026 12:00\r\n"
    )


def test_the_filter_of_states_holds_for_the_file(shop: Shop, clerk: Client) -> None:
    VoucherFactory.create(shop=shop, code="FID-NOW")
    VoucherFactory.create(shop=shop, code="FID-LATER", valid_from=day(6))
    assert day(5) > START

    assert take(clerk, SHELF, "state=scheduled", "code")[1:] == [["FID-LATER"]]
