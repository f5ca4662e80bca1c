"""Points that the shop gives: opening balances, gifts."""

from http import HTTPStatus

from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.decorators import decorate_view
from ninja.responses import Status

from api import queries as api_queries
from api import serializers
from api.authentication import ApiRequest, Caller, GrantKey
from api.idempotency import idempotent
from api.parameters import IDEMPOTENCY_KEY, PathId
from api.schemas import calls, responses
from points.actions import granting as points
from points.actions.granting import Grant
from points.queries import balance as points_balance

router = Router(tags=[_("Customers")])


@router.post(
    "/customers/{path:id}/grants",
    auth=GrantKey(),
    response=responses.documented(responses.GrantResponse, 200, 201),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Give points"),
    description=_(
        "An opening balance from an earlier programme, or a gift. 201 where it gave points,"
        " 200 where the same source had given them before."
    ),
)
@decorate_view(idempotent)
def post_grant(
    request: ApiRequest, external_id: PathId, body: calls.GrantPayload
) -> Status[responses.GrantResponse]:
    return give(request.caller, external_id, body.grant())


def give(caller: Caller, external_id: str, grant: Grant) -> Status[responses.GrantResponse]:
    """Raises Refused."""
    customer = api_queries.customer_of(caller.shop, external_id)
    movement = points.grant(
        customer=customer, grant=grant, author=caller.author, now=caller.now
    )
    answer = responses.GrantResponse(
        given=grant.points if movement else 0,
        points=serializers.of_balance(
            points_balance.balance(customer, caller.now), caller.shop
        ),
    )
    return Status(HTTPStatus.CREATED if movement else HTTPStatus.OK, answer)
