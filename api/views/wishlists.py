"""Favourites in the shop: what a customer wishes for, on whichever of their lists."""

from http import HTTPStatus
from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Path, Router
from ninja.responses import Status

from api import queries as api_queries
from api import serializers
from api.authentication import ApiRequest, FactsKey, ReadKey
from api.parameters import PathId
from api.schemas import calls, responses
from api.schemas.fields import Id
from shop.actions.refusals import UnknownId
from shop.models import Shop
from wishlist import actions as wishlist
from wishlist.phrases import WishlistWording, wording_of
from wishlist.queries.lists import favourite_of, wishes_of
from wishlist.queries.settings import settings_of

router = Router(tags=[_("Wishes")])

Product = Annotated[Id, Path()]


@router.get(
    "/wishlist",
    auth=ReadKey(),
    response=responses.documented(responses.WishlistLabels, 200),
    summary=_("What the page and the button are called"),
)
def get_words(request: ApiRequest) -> responses.WishlistLabels:
    return serializers.of_words(_words(request.caller.shop))


@router.get(
    "/customers/{path:id}/wishlist/{path:product}",
    auth=ReadKey(),
    response=responses.documented(responses.WishDetail, 200),
    summary=_("Whether a product is wished"),
    description=_("404 where it stands on none of the customer’s lists."),
)
def get_wish(
    request: ApiRequest, external_id: PathId, product: Product
) -> responses.WishDetail:
    shop = request.caller.shop
    found = favourite_of(api_queries.customer_of(shop, external_id), product)
    if found is None:
        raise UnknownId(product, "wish")
    return serializers.of_wish(found, _words(shop), shop)


@router.put(
    "/customers/{path:id}/wishlist/{path:product}",
    auth=FactsKey(),
    response=responses.documented(responses.WishDetail, 200, 201),
    summary=_("Wish for a product"),
    description=_(
        "It goes on the default list, unless it stands on one of the lists already."
    ),
)
def put_wish(
    request: ApiRequest,
    external_id: PathId,
    product: Product,
    body: calls.WishPayload | None = None,
) -> Status[responses.WishDetail]:
    caller = request.caller
    done = wishlist.add_favourite(
        customer=api_queries.customer_of(caller.shop, external_id),
        product=product,
        values=body.values() if body else None,
        now=caller.now,
    )
    answer = serializers.of_wish(done.wish, _words(caller.shop), caller.shop)
    return Status(HTTPStatus.CREATED if done.added else HTTPStatus.OK, answer)


@router.delete(
    "/customers/{path:id}/wishlist/{path:product}",
    auth=FactsKey(),
    response=responses.documented(None, 204),
    summary=_("Wish for a product no longer"),
    description=_("It is taken off all the customer’s lists."),
)
def delete_wish(request: ApiRequest, external_id: PathId, product: Product) -> Status[None]:
    caller = request.caller
    try:
        wishlist.remove_favourite(
            customer=api_queries.customer_of(caller.shop, external_id),
            product=product,
            now=caller.now,
        )
    except wishlist.NotWished as refusal:
        raise UnknownId(product, "wish") from refusal
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/customers/{path:id}/wishlist",
    auth=ReadKey(),
    response=responses.documented(responses.WishesResponse, 200),
    summary=_("What a customer wishes for"),
    description=_("All their lists, the default one first."),
)
def get_wishes(request: ApiRequest, external_id: PathId) -> responses.WishesResponse:
    shop = request.caller.shop
    found = wishes_of(api_queries.customer_of(shop, external_id))
    return serializers.of_wishes(found, _words(shop), shop)


def _words(shop: Shop) -> WishlistWording:
    return wording_of(settings_of(shop))
