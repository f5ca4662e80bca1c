"""What a shop shows its customers, and their points turned into a voucher."""

from http import HTTPStatus
from typing import Annotated

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from ninja.decorators import decorate_view
from ninja.responses import Status

from api import actions as api_actions
from api import queries as api_queries
from api import rules, serializers
from api.authentication import ApiRequest, FactsKey, ReadKey, RedeemKey
from api.idempotency import idempotent
from api.parameters import IDEMPOTENCY_KEY, PathId
from api.schemas import calls, responses
from core.errors import Invalid
from points import actions as points
from points.queries.balance import balance as balance_at
from points.queries.history import movements as points_movements
from shop.models import Customer
from tiers.queries import progress as tiers_progress
from vouchers.queries import usable as vouchers_usable
from wishlist.queries import lists as wishlist_lists

router = Router(tags=[_("Customers")])

PAGE = 50


class WrongCursor(Invalid):
    def __init__(self) -> None:
        super().__init__(gettext("Not a cursor of ours."), field="cursor")


@router.get(
    "/customers/{path:id}/account",
    auth=ReadKey(),
    response=responses.documented(responses.AccountResponse, 200),
    summary=_("Points, tier, vouchers and wishes"),
)
def get_account(request: ApiRequest, external_id: PathId) -> responses.AccountResponse:
    caller = request.caller
    customer = api_queries.customer_of(caller.shop, external_id)
    return serializers.of_account(
        balance_at(customer, caller.now),
        tiers_progress.progress(customer, caller.now),
        vouchers_usable.usable(customer, caller.now),
        wishlist_lists.count_wishes(customer),
        customer=customer,
        shop=caller.shop,
    )


@router.get(
    "/customers/{path:id}/points",
    auth=ReadKey(),
    response=responses.documented(responses.MovementsResponse, 200),
    summary=_("Movements of points, newest first"),
)
def get_points(
    request: ApiRequest,
    external_id: PathId,
    cursor: Annotated[str | None, Query()] = None,
) -> responses.MovementsResponse:
    shop = request.caller.shop
    movements = points_movements(api_queries.customer_of(shop, external_id))
    if cursor is not None:
        position = rules.decode_cursor(cursor)
        if position is None:
            raise WrongCursor
        movements = movements.filter(number__lt=position)
    return serializers.of_movements(list(movements[: PAGE + 1]), shop, page=PAGE)


@router.post(
    "/customers/{path:id}/conversions",
    auth=RedeemKey(),
    response=responses.documented(responses.ConversionResponse, 201),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Turn points into a voucher"),
    description=_("Without a number of points, all that can be converted."),
)
@decorate_view(idempotent)
def post_conversion(
    request: ApiRequest,
    external_id: PathId,
    body: calls.ConversionPayload | None = None,
) -> Status[responses.ConversionResponse]:
    caller = request.caller
    customer: Customer = api_queries.customer_of(caller.shop, external_id)
    voucher = points.convert(
        customer=customer,
        points=body.points if body else None,
        author=caller.author,
        now=caller.now,
    )
    answer = responses.ConversionResponse(
        voucher=serializers.of_voucher(voucher, caller.shop),
        points=serializers.of_balance(balance_at(customer, caller.now), caller.shop),
    )
    return Status(HTTPStatus.CREATED, answer)


@router.post(
    "/customers/{path:id}/login-links",
    auth=RedeemKey(),
    response=responses.documented(responses.LoginLinkResponse, 201),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("A way into « Mon compte » for a customer who is signed in with you"),
    description=_("Good once, for five minutes, and for this shop's pages only."),
)
@decorate_view(idempotent)
def post_login_link(
    request: ApiRequest, external_id: PathId
) -> Status[responses.LoginLinkResponse]:
    caller = request.caller
    customer: Customer = api_queries.customer_of(caller.shop, external_id)
    link = api_actions.make_login_link(customer=customer, now=caller.now)
    address = reverse("portal:link", args=[caller.shop.code, link.token])
    answer = responses.LoginLinkResponse(
        url=f"{settings.BASE_URL}{address}",
        expires_at=link.until.astimezone(caller.shop.zone),
    )
    return Status(HTTPStatus.CREATED, answer)


@router.post(
    "/customers/{path:id}/actions",
    auth=FactsKey(),
    response=responses.documented(responses.ActionResponse, 200, 201),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Points for an action"),
    description=_(
        "201 where it gave points, 200 where the same source had given them before."
    ),
)
@decorate_view(idempotent)
def post_action(
    request: ApiRequest, external_id: PathId, body: calls.ActionPayload
) -> Status[responses.ActionResponse]:
    caller = request.caller
    customer: Customer = api_queries.customer_of(caller.shop, external_id)
    movement = points.reward_action(
        customer=customer,
        action=body.type,
        source=body.source,
        author=caller.author,
        now=caller.now,
    )
    answer = responses.ActionResponse(
        given=movement.points if movement else 0,
        points=serializers.of_balance(balance_at(customer, caller.now), caller.shop),
    )
    return Status(HTTPStatus.CREATED if movement else HTTPStatus.OK, answer)
