"""Vouchers made, cancelled and counted in the back-office, by those who may."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from points.queries.balance import balance
from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import VoucherFactory, day, line, make_shop
from tests.staff import backoffice, make_staff, page_cost
from tests.statements import assert_honest, convert, put_order
from vouchers.models import Voucher, VoucherBatch, VoucherCancellation

MAY = ["add_voucher", "cancel_voucher", "view_voucher_statistics"]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(5), tick=False):
        yield


def trust(user: User) -> User:
    user.user_permissions.add(*Permission.objects.filter(codename__in=MAY))
    return user


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(trust(make_staff("clerk@example.com", shop)))


@pytest.fixture
def sam(shop: Shop) -> Client:
    """A clerk who may do it all, in another shop."""
    return backoffice(trust(make_staff("sam@example.com", make_shop("other"))))


def terms(**said: Any) -> dict[str, Any]:
    return {
        "token": uuid4(),
        "label": "With our apologies",
        "kind": "amount",
        "amount": "5",
        "starts": "2026-05-06",
        "ends": "2026-06-05",
        "on_sale": "on",
        "with_group": "on",
        "with_vouchers": "on",
    } | said


def test_a_voucher_for_one_customer_is_made_once_however_often_the_form_is_sent(
    alice: Customer, clerk: Client
) -> None:
    form = terms()
    for _ in range(2):
        sent = clerk.post(f"/admin/vouchers/voucherbatch/customer/{alice.pk}/", form)
        assert sent.status_code == 302, sent.context["form"].errors

    voucher = Voucher.objects.get()
    assert (voucher.customer, voucher.amount, voucher.origin) == (
        alice,
        Decimal(5),
        "manual",
    )
    assert voucher.author.startswith("staff:")


def test_an_open_code_is_the_merchants_own_word(shop: Shop, clerk: Client) -> None:
    form = terms(code="noel-2026", count="1", use_limit="100", confirm="1")
    address = f"/admin/vouchers/voucherbatch/anybody/{shop.pk}/"

    assert clerk.post(address, form).status_code == 302
    again = clerk.post(address, form | {"token": uuid4()})

    voucher = Voucher.objects.get()
    assert (voucher.code, voucher.customer, voucher.use_limit) == ("NOEL-2026", None, 100)
    assert "NOEL-2026 is the code of another voucher." in again.content.decode()


def test_a_file_is_shown_before_anything_is_made(
    shop: Shop, alice: Customer, bob: Customer, clerk: Client
) -> None:
    file = SimpleUploadedFile("vip.csv", b"alice@example.com\n58\nnobody@example.com\n57\n")

    sent = clerk.post(f"/admin/vouchers/voucherbatch/file/{shop.pk}/", terms(file=file))

    batch = VoucherBatch.objects.get()
    assert sent.status_code == 302
    assert Voucher.objects.count() == 0
    page = clerk.get(sent["Location"]).content.decode()
    assert "The shop knows no such customer." in page
    assert "This customer stands in the file already." in page
    for _ in range(2):
        clerk.post(f"/admin/vouchers/voucherbatch/{batch.pk}/make/")
    assert {voucher.customer for voucher in Voucher.objects.all()} == {alice, bob}
    listed = clerk.get(f"/admin/vouchers/voucherbatch/{batch.pk}/result.csv").getvalue()
    assert listed.count(b"\r\n") == 3


def test_cancelling_needs_a_reason_and_gives_points_back(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    put_order(shop, "46", line(1, "100.00"), customer=alice)
    voucher = convert(alice, 10)
    address = f"/admin/vouchers/voucher/cancel/?ids={voucher.pk}"
    assert clerk.post(address, {"reason": " "}).status_code == 200

    clerk.post(address, {"reason": "Made by mistake"})

    voucher.refresh_from_db()
    assert voucher.cancelled_at == day(5)
    assert balance(alice, day(5)).available == 10
    sheet = clerk.get(f"/admin/vouchers/voucher/{voucher.pk}/change/").content.decode()
    assert "Made by mistake" in sheet
    assert_honest()


def test_the_statistics_lead_to_their_vouchers_and_into_a_file(
    shop: Shop, clerk: Client
) -> None:
    VoucherFactory.create_batch(2, shop=shop)
    address = f"/admin/vouchers/voucher/statistics/{shop.pk}/"

    page = clerk.get(address)

    assert "2</a>" in page.content.decode()
    assert clerk.get(page.context["rows"][0].address).context["cl"].result_count == 2
    content = clerk.get(f"{address}?csv=1").content
    assert b"\r\npoints;2;0;" in content


@pytest.mark.parametrize("vouchers", [1, 3])
def test_the_statistics_cost_the_same_however_many_vouchers(
    shop: Shop, clerk: Client, vouchers: int
) -> None:
    VoucherFactory.create_batch(vouchers, shop=shop)

    assert page_cost(clerk, f"/admin/vouchers/voucher/statistics/{shop.pk}/") == 6


def test_nothing_of_another_shop_is_made_cancelled_or_counted(
    shop: Shop, alice: Customer, sam: Client
) -> None:
    voucher = VoucherFactory.create(shop=shop, customer=alice)
    pages = [
        f"voucherbatch/customer/{alice.pk}/",
        f"voucherbatch/anybody/{shop.pk}/",
        f"voucherbatch/file/{shop.pk}/",
        f"voucher/statistics/{shop.pk}/",
        f"voucher/cancel/?ids={voucher.pk}",
    ]

    found = {page: sam.get(f"/admin/vouchers/{page}").status_code for page in pages}

    assert set(found.values()) == {404}, found


def test_who_may_only_look_makes_cancels_and_counts_nothing(
    shop: Shop, alice: Customer
) -> None:
    reader = backoffice(make_staff("reader@example.com", shop))
    voucher = VoucherFactory.create(shop=shop, customer=alice)
    pages = [
        f"voucherbatch/customer/{alice.pk}/",
        f"voucherbatch/anybody/{shop.pk}/",
        f"voucher/statistics/{shop.pk}/",
        f"voucher/cancel/?ids={voucher.pk}",
    ]

    found = {page: reader.get(f"/admin/vouchers/{page}").status_code for page in pages}

    assert set(found.values()) == {403}, found


def test_the_reason_goes_with_the_person(
    shop: Shop, alice: Customer, clerk: Client
) -> None:
    voucher = VoucherFactory.create(shop=shop, customer=alice)
    cancel = f"/admin/vouchers/voucher/cancel/?ids={voucher.pk}"
    clerk.post(cancel, {"reason": "Alice called"})

    programme.erase_customer(
        shop=shop, external_id=alice.external_id, author="system", now=day(5)
    )

    assert list(VoucherCancellation.objects.values_list("reason")) == [("",)]
