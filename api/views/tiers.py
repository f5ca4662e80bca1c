"""What a shop says of the tiers to who has no account yet."""

from django.utils.translation import gettext_noop as _
from ninja import Router

from api import serializers
from api.authentication import ApiRequest, ReadKey
from api.schemas import responses
from tiers import phrases as tiers_phrases
from tiers.queries import measures as tiers_measures

router = Router(tags=[_("Customers")])


@router.get(
    "/levels",
    auth=ReadKey(),
    response=responses.documented(responses.TiersResponse, 200),
    summary=_("The tiers of the programme, the lowest first"),
)
def get_tiers(request: ApiRequest) -> responses.TiersResponse:
    measure = tiers_measures.measure_of(request.caller.shop)
    return serializers.of_tiers(tiers_phrases.offered_tiers(measure) if measure else [])
