"""Facts come in: the call is a statement, and says the same however often it is made."""

from http import HTTPStatus
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from ninja import Query
from ninja.responses import Status

from api import serializers
from api.authentication import ApiRequest, EraseKey
from api.parameters import PathId
from api.receiving import receive_fact
from api.schemas import facts, order_payloads, responses
from api.views.fact_router import router
from programme.actions.erasing import erase_customer
from programme.actions.previewing import preview_order
from programme.actions.removing import remove_order
from shop.actions.carts import remove_cart
from shop.actions.catalogue import remove_product

__all__ = ["router"]

TAKEN = responses.documented(responses.FactResponse, 200, 201)
REMOVED = responses.documented(None, 204)


@router.put("/groups/{path:id}", response=TAKEN, summary=_("State a customer group"))
def put_group(
    request: ApiRequest, external_id: PathId, body: facts.GroupPayload
) -> Status[Any]:
    return receive_fact(request.caller, external_id, body.fact())


@router.put("/customers/{path:id}", response=TAKEN, summary=_("State a customer"))
def put_customer(
    request: ApiRequest, external_id: PathId, body: facts.CustomerPayload
) -> Status[Any]:
    return receive_fact(request.caller, external_id, body.fact())


@router.delete(
    "/customers/{path:id}",
    auth=EraseKey(),
    response=REMOVED,
    summary=_("Erase a customer"),
    description=_(
        "Drops the person, their points and unused vouchers. The books stay, without a"
        " name."
    ),
)
def delete_customer(request: ApiRequest, external_id: PathId) -> Status[None]:
    caller = request.caller
    erase_customer(
        shop=caller.shop, external_id=external_id, author=caller.author, now=caller.now
    )
    return Status(HTTPStatus.NO_CONTENT, None)


@router.put("/categories/{path:id}", response=TAKEN, summary=_("State a category"))
def put_category(
    request: ApiRequest, external_id: PathId, body: facts.CategoryPayload
) -> Status[Any]:
    return receive_fact(request.caller, external_id, body.fact())


@router.put("/products/{path:id}", response=TAKEN, summary=_("State a product"))
def put_product(
    request: ApiRequest, external_id: PathId, body: facts.ProductPayload
) -> Status[Any]:
    return receive_fact(request.caller, external_id, body.fact())


@router.delete("/products/{path:id}", response=REMOVED, summary=_("Remove a product"))
def delete_product(request: ApiRequest, external_id: PathId) -> Status[None]:
    remove_product(shop=request.caller.shop, external_id=external_id)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.put("/carts/{path:id}", response=TAKEN, summary=_("State a cart"))
def put_cart(
    request: ApiRequest, external_id: PathId, body: facts.CartPayload
) -> Status[Any]:
    return receive_fact(request.caller, external_id, body.fact())


@router.delete("/carts/{path:id}", response=REMOVED, summary=_("Remove a cart"))
def delete_cart(request: ApiRequest, external_id: PathId) -> Status[None]:
    remove_cart(shop=request.caller.shop, external_id=external_id)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.put(
    "/orders/{path:id}",
    response={
        200: responses.OrderResponse | responses.DryRunResponse,
        **responses.documented(responses.OrderResponse, 201),
    },
    summary=_("State an order"),
    description=_(
        "Everything about the order as it now stands, refunds included. The points it"
        " has given are brought to what it should give. With dry_run=true the answer says"
        " what that would move, and nothing is written."
    ),
)
def put_order(
    request: ApiRequest,
    external_id: PathId,
    body: order_payloads.OrderPayload,
    dry_run: Annotated[bool, Query()] = False,
) -> Status[Any]:
    if dry_run:
        # The same as taking it in, undone. Raises Refused.
        caller = request.caller
        seen = preview_order(
            shop=caller.shop,
            external_id=external_id,
            fact=body.fact(),
            author=caller.author,
            now=caller.now,
        )
        return Status(HTTPStatus.OK, serializers.of_preview(seen, caller.shop, caller.now))
    return receive_fact(request.caller, external_id, body.fact())


@router.delete(
    "/orders/{path:id}",
    response=REMOVED,
    summary=_("Remove an order that never was"),
    description=_(
        "All that it has given is taken back, as if it were cancelled, and what was said of"
        " it is forgotten. An order that was cancelled is stated as cancelled instead."
    ),
)
def delete_order(request: ApiRequest, external_id: PathId) -> Status[None]:
    caller = request.caller
    remove_order(
        shop=caller.shop, external_id=external_id, author=caller.author, now=caller.now
    )
    return Status(HTTPStatus.NO_CONTENT, None)
