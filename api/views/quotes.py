"""What a cart comes to, and the vouchers in it. Codes are guessed nowhere: 53 bits and
the limit of the key see to that; a shop counts its own visitors.
"""

from http import HTTPStatus
from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from ninja.decorators import decorate_view
from ninja.responses import Status

from api import queries as api_queries
from api import serializers
from api.authentication import ApiRequest, ReadKey, RedeemKey
from api.idempotency import remember_response
from api.models import ApiKey
from api.parameters import IDEMPOTENCY_KEY
from api.schemas import calls, responses
from api.schemas.fields import Id, Text50
from programme.queries import quoting as programme_quoting
from shop.actions import checks as shops
from vouchers import actions as vouchers
from vouchers.queries import usable as vouchers_usable
from vouchers.queries.at_the_till import at_the_till

router = Router(tags=[_("Carts")])

Code = Annotated[Text50, Path()]
Cart = Annotated[Id, Path()]


@router.post(
    "/quotes",
    auth=ReadKey(),
    response=responses.documented(responses.QuoteResponse, 200),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Price a cart"),
    description=_(
        "Discounts, codes refused and why, vouchers to propose, points to earn. Nothing is"
        " written, and nothing is promised: hold a voucher for that."
    ),
)
@decorate_view(remember_response)
def post_quote(request: ApiRequest, body: calls.QuotePayload) -> responses.QuoteResponse:
    caller, wanted = request.caller, body.wanted()
    shops.check_goods(wanted.lines)
    quote = programme_quoting.quote(shop=caller.shop, wanted=wanted, now=caller.now)
    return serializers.of_quote(quote, caller.shop, caller.now)


@router.put(
    "/vouchers/{path:code}/holds/{path:cart}",
    auth=RedeemKey(),
    response=responses.documented(responses.HoldResponse, 200),
    summary=_("Hold a voucher for a cart"),
    description=_("For half an hour from now. The order that uses it need not hold it."),
)
def put_hold(
    request: ApiRequest, code: Code, cart: Cart, body: calls.HoldPayload | None = None
) -> responses.HoldResponse:
    caller = request.caller
    held = vouchers.hold(
        shop=caller.shop,
        code=code,
        cart=cart,
        customer=api_queries.customer_of_cart(
            caller.shop, body.customer if body else None, cart
        ),
        now=caller.now,
    )
    return serializers.of_hold(held, caller.shop)


@router.delete(
    "/vouchers/{path:code}/holds/{path:cart}",
    auth=RedeemKey(),
    response=responses.documented(None, 204),
    summary=_("Let a voucher go"),
)
def delete_hold(request: ApiRequest, code: Code, cart: Cart) -> Status[None]:
    caller = request.caller
    vouchers.release(shop=caller.shop, code=code, cart=cart, now=caller.now)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/vouchers/{path:code}",
    auth=ReadKey(),
    response={
        200: responses.RedeemableVoucher | responses.VoucherDetail,
        **responses.documented(None),
    },
    summary=_("Look at a voucher"),
    description=_(
        "A key with the scope “redeem” also learns whose it is, for which goods, how often"
        " it can still be used and which cart holds it."
    ),
)
def get_voucher(request: ApiRequest, code: Code) -> responses.VoucherDetail:
    caller = request.caller
    voucher = vouchers_usable.by_code(caller.shop, code)
    if voucher is None:
        raise vouchers.UnknownCode(code)
    if ApiKey.Scope.REDEEM in caller.key.scopes:
        known = at_the_till(voucher, caller.now)
        return serializers.of_redeemable(voucher, known, caller.shop, caller.now)
    return serializers.of_look(voucher, caller.shop, caller.now)
