"""A preview is the thing itself, undone."""

from decimal import Decimal
from typing import Any

import pytest

from core.errors import Invalid
from points.models import Movement
from programme import actions as programme
from programme.actions.receipts import OrderPreview
from shop.models import Customer, Order, Shop
from tests.factories import VoucherFactory, day, line, order_fact
from tests.statements import convert, points_of, put_order, use
from vouchers.models import VoucherUse


def preview(
    shop: Shop, external_id: str, *lines: Any, on: float = 1, **fields: Any
) -> OrderPreview:
    return programme.preview_order(
        shop=shop,
        external_id=external_id,
        fact=order_fact(*lines, on=on, **fields),
        author="staff:1",
        now=day(on),
    )


def test_a_preview_answers_what_an_order_would_give_and_writes_nothing(
    shop: Shop, alice: Customer
) -> None:
    seen = preview(shop, "46", customer=alice)

    assert (seen.before.available, seen.after.available, seen.points) == (0, 4, 4)
    assert not Order.objects.exists()
    assert not Movement.objects.exists()


def test_a_preview_answers_what_a_cancellation_takes_from_whom(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    seen = preview(shop, "46", customer=alice, state="cancelled")

    assert seen.points == -4
    assert points_of(alice, on=1) == (4, 0, 0)


def test_an_unused_voucher_is_called_in_and_a_used_one_is_owed(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    voucher = convert(alice)

    unused = preview(shop, "46", customer=alice, state="cancelled")
    assert [(each.before, each.after) for each in unused.vouchers] == [
        ("usable", "cancelled")
    ]
    assert unused.after.debt == 0

    use(shop, voucher, "47", on=1)
    used = preview(shop, "46", customer=alice, state="cancelled", on=2)
    assert used.vouchers == []
    assert used.after.debt == 4


def test_an_order_that_loses_its_customer_is_about_whom_it_had(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    seen = preview(shop, "46", customer=None, email="nobody@example.com")

    assert seen.points == -4


def test_two_previews_of_the_same_have_one_digest(shop: Shop, alice: Customer) -> None:
    """Also where a voucher leaves a rest, whose code is drawn anew each time."""
    voucher = VoucherFactory.create(
        shop=shop, customer=alice, amount=Decimal(50), partial=True
    )
    fields: dict[str, Any] = {
        "customer": alice,
        "discount": Decimal(40),
        "vouchers": (voucher.code,),
    }

    first, second = (preview(shop, "46", line(), **fields) for _ in range(2))

    assert len(first.vouchers) == 2
    assert first.digest == second.digest
    assert first.digest != preview(shop, "46", line(), customer=alice).digest
    assert not VoucherUse.objects.exists()


def test_what_cannot_be_is_refused_as_it_would_be(shop: Shop, alice: Customer) -> None:
    with pytest.raises(Invalid):
        preview(shop, "46", customer=alice, refunded_amount=Decimal(-1))


def test_a_stale_statement_changes_nothing(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", customer=alice, on=5)

    assert preview(shop, "46", line(1, "80.00"), customer=alice, on=1).changes_nothing
