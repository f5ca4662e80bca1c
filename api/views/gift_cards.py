"""Gift cards: what is left on one, and money held on it for a cart.

A code is money for whoever has it: looking codes up is counted apart, and an answer tells
nothing of who bought or has the card.
"""

from http import HTTPStatus
from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from ninja.responses import Status

from api import serializers
from api.authentication import ApiRequest, Caller, ReadKey, RedeemKey, too_many_requests
from api.schemas import calls, responses
from api.schemas.fields import Id, Text50
from api.throttling import count_request
from giftcards import actions as giftcards
from giftcards.queries import finding as giftcards_finding

router = Router(tags=[_("Gift cards")])

Code = Annotated[Text50, Path()]
Cart = Annotated[Id, Path()]
# Codes looked up in a minute: more is no shop at work, but somebody who guesses.
LOOKS = 120


@router.put(
    "/gift-cards/{path:code}/holds/{path:cart}",
    auth=RedeemKey(),
    response=responses.documented(responses.GiftCardHoldResponse, 200),
    summary=_("Hold money of a gift card for a cart"),
    description=_("For half an hour from now. The order that is paid need not hold it."),
)
def put_card_hold(
    request: ApiRequest,
    code: Code,
    cart: Cart,
    body: calls.GiftCardHoldPayload | None = None,
) -> responses.GiftCardHoldResponse:
    caller = request.caller
    _count(caller)
    held = giftcards.hold(
        shop=caller.shop,
        code=code,
        cart=cart,
        amount=body.amount if body else None,
        now=caller.now,
    )
    return serializers.of_card_hold(held, caller.shop)


@router.delete(
    "/gift-cards/{path:code}/holds/{path:cart}",
    auth=RedeemKey(),
    response=responses.documented(None, 204),
    summary=_("Let a gift card go"),
)
def delete_card_hold(request: ApiRequest, code: Code, cart: Cart) -> Status[None]:
    _count(request.caller)
    giftcards.release(shop=request.caller.shop, code=code, cart=cart)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/gift-cards/{path:code}",
    auth=ReadKey(),
    response=responses.documented(responses.GiftCardDetail, 200),
    summary=_("Look at a gift card"),
    description=_("So many codes a minute may be looked up with one key."),
)
def get_card(request: ApiRequest, code: Code) -> responses.GiftCardDetail:
    caller = request.caller
    _count(caller)
    card = giftcards_finding.by_code(caller.shop, code)
    if card is None:
        raise giftcards.UnknownCard(code)
    left = giftcards_finding.free_of(card, caller.now)
    return serializers.of_card(card, left, caller.shop, caller.now)


def _count(caller: Caller) -> None:
    window = count_request(caller.key, caller.now, what="cards", limit=LOOKS)
    if window and window.exceeded:
        raise too_many_requests(window)
