"""What the programme gives, for a shop that shows it on pages of its own."""

from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.decorators import decorate_view

from api import programme
from api.authentication import ApiRequest, ReadKey
from api.idempotency import remember_response
from api.parameters import IDEMPOTENCY_KEY
from api.schemas import programme as schemas
from api.schemas import responses
from earning.queries.versions import rules_at
from programme.queries.product_earnings import product_points
from tiers.queries.measures import measure_of
from vouchers.queries.offers import active_offers

router = Router(auth=ReadKey(), tags=[_("Programme")])


@router.get(
    "/programme",
    response=responses.documented(schemas.ProgrammeResponse, 200),
    summary=_("The rules in force"),
    description=_("As data, and as sentences for your customers: the same for everybody."),
)
def get_programme(request: ApiRequest) -> schemas.ProgrammeResponse:
    caller = request.caller
    given = active_offers(caller.shop, None, member=False, at=caller.now)
    return programme.of_programme(
        rules_at(caller.shop, caller.now),
        measure_of(caller.shop),
        given.offers,
        caller.now,
    )


@router.post(
    "/earnings",
    response=responses.documented(schemas.EarningsResponse, 200),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Points of up to 200 products"),
    description=_(
        "What one piece of each earns this customer at the price you have stated, as a"
        " quote of it alone would say. Without a customer, as a new member earns."
    ),
)
@decorate_view(remember_response)
def post_earnings(
    request: ApiRequest, body: schemas.EarningsPayload
) -> schemas.EarningsResponse:
    caller = request.caller
    found = product_points(
        shop=caller.shop, customer=body.customer, products=body.products, now=caller.now
    )
    return schemas.EarningsResponse(
        items=[
            schemas.ProductEarning(
                product=each.product, points=each.points, price=each.price
            )
            for each in found
        ]
    )
