"""Take a fact in for a caller, and answer what became of it."""

from http import HTTPStatus
from typing import Any

from ninja.responses import Status

from api import serializers
from api.authentication import Caller
from api.schemas import responses
from programme.actions.receipts import OrderReceipt
from programme.actions.receiving import (
    receive_category,
    receive_customer,
    receive_product,
)
from programme.actions.receiving_orders import receive_order
from shop.actions.carts import state_cart
from shop.actions.customers import state_group
from shop.actions.facts import StatementResult
from shop.rules.facts import (
    AnyFact,
    CartFact,
    CategoryFact,
    CustomerFact,
    GroupFact,
    OrderFact,
    ProductFact,
)


def receive_fact(
    caller: Caller, external_id: str, fact: AnyFact
) -> Status[responses.FactResponse]:
    """201 where nothing had been stated under this id before. Raises Refused."""
    taken = _receive(caller, external_id, fact)
    if isinstance(taken, OrderReceipt):
        return taken_order(taken, caller)
    return Status(_status(taken), serializers.of_fact(taken))


def taken_order(receipt: OrderReceipt, caller: Caller) -> Status[responses.FactResponse]:
    answer = serializers.of_order(receipt, caller.shop, caller.now)
    return Status(_status(receipt.stated), answer)


def _status(stated: StatementResult[Any]) -> HTTPStatus:
    return HTTPStatus.CREATED if stated.created else HTTPStatus.OK


def _receive(
    caller: Caller, external_id: str, fact: AnyFact
) -> StatementResult[Any] | OrderReceipt:
    shop, author, now = caller.shop, caller.author, caller.now
    match fact:
        case OrderFact():
            return receive_order(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case CustomerFact():
            return receive_customer(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case GroupFact():
            return state_group(shop=shop, external_id=external_id, fact=fact)
        case CategoryFact():
            return receive_category(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case ProductFact():
            return receive_product(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case CartFact():
            return state_cart(shop=shop, external_id=external_id, fact=fact)
