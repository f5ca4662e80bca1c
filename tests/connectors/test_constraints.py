from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from connectors.models import (
    Connection,
    ContactAccount,
    FeedCursor,
    HeardEvent,
    PendingRead,
    PushedCode,
    PushedContact,
    PushedGroup,
    PushedTier,
)
from shop.models import Customer, Shop
from tests.connectors.rows import make_connection
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, GroupFactory, VoucherFactory, make_shop


def changed(**fields: Any) -> Callable[[Shop], object]:
    def change(shop: Shop) -> None:
        row = make_connection(shop)
        Connection.objects.filter(pk=row.pk).update(**fields)

    return change


def twice(make: Callable[[Shop], object]) -> Callable[[Shop], object]:
    """The second time on the same connection."""

    def do(shop: Shop) -> None:
        make(shop)
        make(shop)

    return do


def one_of(shop: Shop) -> Connection:
    return Connection.objects.filter(shop=shop).first() or make_connection(shop)


def same_address(shop: Shop) -> None:
    row = make_connection(shop)
    make_connection(make_shop("other"), address=row.address)


def cursor(**fields: Any) -> Callable[[Shop], object]:
    return lambda shop: FeedCursor.objects.create(
        connection=one_of(shop), feed="orders", **fields
    )


def contact(**fields: Any) -> Callable[[Shop], object]:
    """The shop's first customer, as its service for newsletters knows them."""

    def push(shop: Shop) -> PushedContact:
        account, _ = ContactAccount.objects.get_or_create(shop=shop)
        customer = Customer.objects.filter(shop=shop).first()
        usual: dict[str, Any] = {"address": b"sealed", "digest": b"digest"}
        return PushedContact.objects.create(
            account=account,
            customer=customer or CustomerFactory.create(shop=shop),
            **usual | fields,
        )

    return push


def pending(**fields: Any) -> Callable[[Shop], object]:
    usual: dict[str, Any] = {"asked_at": START, "due_at": START}
    return lambda shop: PendingRead.objects.create(
        connection=one_of(shop), kind="order", external_id="46", **usual | fields
    )


def heard(shop: Shop) -> None:
    HeardEvent.objects.create(connection=one_of(shop), event="msg_1", heard_at=START)


def code(shop: Shop, **fields: Any) -> PushedCode:
    return PushedCode.objects.create(
        connection=one_of(shop), voucher=VoucherFactory.create(shop=shop), **fields
    )


def same_code(shop: Shop) -> None:
    row = code(shop)
    PushedCode.objects.create(connection=row.connection, voucher=row.voucher)


def group(shop: Shop, **fields: Any) -> PushedGroup:
    usual: dict[str, Any] = {"external_id": "4", "name": "Or", "percent": Decimal(10)}
    usual |= {"group": GroupFactory.create(shop=shop)}
    return PushedGroup.objects.create(connection=one_of(shop), **usual | fields)


def same_group(shop: Shop) -> None:
    group(shop, external_id="5", group=group(shop).group)


def same_tier(shop: Shop) -> None:
    customer = CustomerFactory.create(shop=shop)
    for _time in range(2):
        PushedTier.objects.create(connection=one_of(shop), customer=customer)


WRONGS: Wrongs = {
    "connection_once_per_shop": twice(make_connection),
    "connection_once_per_address": same_address,
    "connection_past_has_its_day": changed(past="since"),
    "connection_stopped_for_a_reason": changed(stopped_for="no"),
    "connection_ended_at_its_end": changed(state="ended"),
    "feed_cursor_once": twice(cursor()),
    "feed_cursor_failed_with_an_error": cursor(error="no"),
    "pending_read_once": twice(pending()),
    "pending_read_parked_for_a_reason": pending(due_at=None),
    "event_heard_once": twice(heard),
    "pushed_code_once": same_code,
    "pushed_code_has_an_id": lambda shop: code(shop, external_id="7"),
    "pushed_group_once": same_group,
    "pushed_group_id_once": twice(group),
    "pushed_tier_once": same_tier,
    "pushed_contact_once": twice(contact()),
    "pushed_contact_has_an_address": contact(address=b""),
}


@pytest.mark.parametrize("name", WRONGS)
def test_what_cannot_be_is_refused(name: str, shop: Shop) -> None:
    with refused_by(name):
        WRONGS[name](shop)


def test_every_constraint_is_tried() -> None:
    assert names("connectors") == WRONGS.keys()
