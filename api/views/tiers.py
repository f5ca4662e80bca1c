"""What a shop says of the tiers to who has no account yet."""

from django.utils.translation import gettext_noop as _
from ninja import Router

from api.views import answers, telling
from api.views.callers import ApiRequest, Read
from tiers import phrases as tiers_phrases
from tiers import queries as tiers_queries

router = Router(tags=[_("Customers")])


@router.get(
    "/levels",
    auth=Read(),
    response=answers.declared(answers.TierList, 200),
    summary=_("The tiers of the programme, the lowest first"),
)
def get_tiers(request: ApiRequest) -> answers.TierList:
    measure = tiers_queries.measure_of(request.caller.shop)
    return telling.of_tiers(tiers_phrases.offered_tiers(measure) if measure else [])
