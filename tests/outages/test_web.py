"""Web processes die by the hundred, at any moment: every call is done once all the same."""

import pytest
from django.core.management import call_command

from points.models import Lot, Movement
from shop.models import Order
from tests.outages.buyers import buying, told
from tests.outages.calls import Caller, side_by_side
from tests.outages.chance import dice
from tests.outages.servers import Valkey
from tests.outages.site import Web
from vouchers.models import Voucher

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = 100


def test_a_hundred_killed_processes_lose_and_double_nothing(
    valkey: Valkey, web: Web, caller: Caller
) -> None:
    chance = dice()
    valkey.up()
    web.up()

    with buying(caller) as buyers:
        for _ in range(KILLS):
            web.kill_a_child(chance)

    vouchers = told(buyers)
    print(f"{len(vouchers)} orders; {caller.cut} calls were cut.")
    call_command("audit")
    assert caller.cut > KILLS / 2, "most of them were in the middle of a call"
    assert caller.refused == []
    assert set(Order.objects.values_list("external_id", flat=True)) == set(vouchers)
    assert list(Lot.objects.values_list("issued", flat=True)) == [4] * len(vouchers)
    settled = Movement.objects.filter(kind=Movement.Kind.SETTLE)
    assert settled.count() == len(vouchers)
    codes = [voucher.json["voucher"]["code"] for voucher in vouchers.values()]
    assert len(set(codes)) == len(codes)
    assert set(Voucher.objects.values_list("code", flat=True)) == set(codes)
    for buyer in buyers:
        again = side_by_side(buyer.take, buyer.vouchers)
        assert [voucher.content for voucher in again] == [
            voucher.content for voucher in buyer.vouchers.values()
        ]
    assert Voucher.objects.count() == len(codes)
