from datetime import timedelta
from decimal import Decimal

import pytest

from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, VoucherFactory
from tests.statements import put_order
from vouchers.models import Voucher


def used(shop: Shop, **fields: object) -> Voucher:
    order = put_order(shop, "46").stated.row
    return VoucherFactory.create(shop=shop, order=order, **fields)


def twice(shop: Shop) -> None:
    VoucherFactory.create(shop=shop, code="FID-7KQ4M2XD9A")
    VoucherFactory.create(shop=shop, code="fid-7kq4m2xd9a")


WRONGS: Wrongs = {
    "voucher_code_once": twice,
    "voucher_amounts_positive": lambda shop: VoucherFactory.create(
        shop=shop, amount=Decimal(0)
    ),
    "voucher_ends_after_it_starts": lambda shop: VoucherFactory.create(
        shop=shop, valid_until=START - timedelta(microseconds=1)
    ),
    "voucher_use_is_whole": used,
    "voucher_used_or_cancelled": lambda shop: used(shop, used_at=START, cancelled_at=START),
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("vouchers")


@pytest.mark.parametrize("name", WRONGS)
def test_what_no_bon_can_be_is_refused(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)
