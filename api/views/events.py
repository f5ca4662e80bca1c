"""What has changed: read as a feed, or posted to an address of the shop's."""

from http import HTTPStatus
from typing import Annotated

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from ninja.decorators import decorate_view
from ninja.responses import Status

from api.authentication import ApiRequest, Caller, ManageKey, ReadKey
from api.idempotency import idempotent
from api.parameters import IDEMPOTENCY_KEY
from api.schemas import events as schemas
from api.schemas import responses
from core.errors import Invalid
from outbox.actions.positioning import position_events
from outbox.actions.subscribing import check_cursor, replay, subscribe, unsubscribe
from outbox.models import EventType, Webhook
from outbox.queries import events_after, stream_of, webhooks_of
from outbox.rules import event_id
from shop.actions.refusals import UnknownId
from shop.models import Shop

router = Router(tags=[_("Events")])

MOST = 500
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class UnknownType(Invalid):
    def __init__(self, name: str) -> None:
        super().__init__(gettext("“%(type)s” is no event.") % {"type": name}, field="types")


@router.get(
    "/changes",
    auth=ReadKey(),
    response=responses.documented(schemas.ChangesResponse, 200),
    summary=_("What has changed since"),
    description=_(
        "The same items as the webhooks, kept for 30 days, in an order that never skips:"
        " go on from next, as often as you like. Those of one customer are in the order in"
        " which they happened. types names some, comma separated."
    ),
)
def get_changes(
    request: ApiRequest,
    after: Annotated[str | None, Query(max_length=50)] = None,
    types: Annotated[str, Query(max_length=300)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> schemas.ChangesResponse:
    shop, named = request.caller.shop, _types(types)
    position_events(shop=shop)
    position = check_cursor(shop, after)
    # Before the events are read: what comes meanwhile is for the next call.
    head = stream_of(shop).position
    rows = events_after(shop, position, named).filter(position__lte=head)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    last = shown[-1].position if len(found) > limit else max(head, position)
    return schemas.ChangesResponse(
        items=[schemas.EventItem(**event.item) for event in shown],
        next=event_id(last or 0),
    )


def _types(text: str) -> list[str]:
    named = [each.strip() for each in text.split(",") if each.strip()]
    for each in named:
        if each not in EventType.values:
            raise UnknownType(each)
    return named


@router.post(
    "/webhooks",
    auth=ManageKey(),
    response=responses.documented(schemas.CreatedWebhook, 201),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Have events posted to an address"),
    description=_(
        "From now on, signed as Standard Webhooks has it, one after the other, at least"
        " once. A failing one is tried again for a day, then all wait until you replay."
    ),
)
@decorate_view(idempotent)
def post_webhook(
    request: ApiRequest, body: schemas.WebhookPayload
) -> Status[schemas.CreatedWebhook]:
    caller = request.caller
    webhook = subscribe(
        shop=caller.shop,
        url=body.url,
        events=body.events,
        author=caller.author,
        now=caller.now,
    )
    answer = schemas.CreatedWebhook(
        **_detail(webhook, caller.shop).model_dump(exclude={"created_at"}),
        created_at=webhook.created_at.astimezone(caller.shop.zone),
        secret=webhook.secret,
    )
    return Status(HTTPStatus.CREATED, answer)


@router.get(
    "/webhooks",
    auth=ManageKey(),
    response=responses.documented(schemas.WebhooksResponse, 200),
    summary=_("The addresses that events are posted to"),
)
def get_webhooks(request: ApiRequest) -> schemas.WebhooksResponse:
    shop = request.caller.shop
    return schemas.WebhooksResponse(
        items=[_detail(webhook, shop) for webhook in webhooks_of(shop)]
    )


@router.delete(
    "/webhooks/{id}",
    auth=ManageKey(),
    response=responses.documented(None, 204),
    summary=_("Post no events there any more"),
)
def delete_webhook(request: ApiRequest, id: Number) -> Status[None]:  # noqa: A002
    unsubscribe(webhook=_webhook(request.caller, id))
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post(
    "/webhooks/{id}/replay",
    auth=ManageKey(),
    response=responses.documented(schemas.WebhookDetail, 200),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("Post events again from a cursor on"),
    description=_("Also after deliveries were given up. Nothing is left out."),
)
@decorate_view(idempotent)
def post_replay(
    request: ApiRequest,
    id: Number,  # noqa: A002
    body: schemas.ReplayPayload | None = None,
) -> schemas.WebhookDetail:
    caller = request.caller
    webhook = _webhook(caller, id)
    position_events(shop=caller.shop)
    return _detail(replay(webhook=webhook, after=body.after if body else None), caller.shop)


def _webhook(caller: Caller, number: int) -> Webhook:
    webhook = webhooks_of(caller.shop).filter(pk=number).first()
    if webhook is None:
        raise UnknownId(str(number), "webhook")
    webhook.shop = caller.shop
    return webhook


def _detail(webhook: Webhook, shop: Shop) -> schemas.WebhookDetail:
    failing = webhook.failing_since
    return schemas.WebhookDetail(
        id=webhook.pk,
        url=webhook.url,
        events=webhook.events,
        created_at=webhook.created_at.astimezone(shop.zone),
        position=event_id(webhook.position),
        failing_since=failing and failing.astimezone(shop.zone),
        parked=webhook.parked_at is not None,
    )
