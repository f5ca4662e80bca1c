"""Gift cards: what is left on one, and money held on it for a basket.

A code is money for whoever has it: looking codes up is counted apart, and an answer tells
nothing of who bought or has the card.
"""

from http import HTTPStatus
from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from ninja.responses import Status

from api import forms
from api.forms.fields import Id, Text50
from api.views import answers, telling
from api.views.callers import ApiRequest, Caller, Read, Redeem, too_many
from api.views.limits import count
from giftcards import actions as giftcards
from giftcards import queries as giftcards_queries

router = Router(tags=[_("Gift cards")])

Code = Annotated[Text50, Path()]
Cart = Annotated[Id, Path()]
# Codes looked up in a minute: more is no shop at work, but somebody who guesses.
LOOKS = 120


@router.put(
    "/gift-cards/{path:code}/holds/{path:cart}",
    auth=Redeem(),
    response=answers.declared(answers.CardHoldAnswer, 200),
    summary=_("Hold money of a gift card for a basket"),
    description=_("For half an hour from now. The order that is paid need not hold it."),
)
def put_card_hold(
    request: ApiRequest, code: Code, cart: Cart, body: forms.CardHoldForm | None = None
) -> answers.CardHoldAnswer:
    caller = request.caller
    _count(caller)
    held = giftcards.hold(
        shop=caller.shop,
        code=code,
        cart=cart,
        amount=body.amount if body else None,
        now=caller.now,
    )
    return telling.of_card_hold(held, caller.shop)


@router.delete(
    "/gift-cards/{path:code}/holds/{path:cart}",
    auth=Redeem(),
    response=answers.declared(None, 204),
    summary=_("Let a gift card go"),
)
def delete_card_hold(request: ApiRequest, code: Code, cart: Cart) -> Status[None]:
    _count(request.caller)
    giftcards.let_go(shop=request.caller.shop, code=code, cart=cart)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/gift-cards/{path:code}",
    auth=Read(),
    response=answers.declared(answers.CardAnswer, 200),
    summary=_("Look at a gift card"),
    description=_("So many codes a minute may be looked up with one key."),
)
def get_card(request: ApiRequest, code: Code) -> answers.CardAnswer:
    caller = request.caller
    _count(caller)
    card = giftcards_queries.by_code(caller.shop, code)
    if card is None:
        raise giftcards.UnknownCard(code)
    left = giftcards_queries.free_of(card, caller.now)
    return telling.of_card(card, left, caller.shop, caller.now)


def _count(caller: Caller) -> None:
    window = count(caller.key, caller.now, what="cards", limit=LOOKS)
    if window and window.exceeded:
        raise too_many(window)
