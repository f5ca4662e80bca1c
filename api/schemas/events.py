"""Events: the feed of changes, and webhooks that they are posted to."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.about import said
from api.schemas.calls import CallPayload
from api.schemas.fields import Text500
from api.schemas.responses import Time
from outbox.models import EventType

_AT = "2026-05-01T10:12:52+00:00"


class EventItem(BaseModel):
    """The same in the feed and in a webhook’s body."""

    id: str = said("Of this shop, and the cursor for what comes after it.", "evt_1042")
    type: str = said("What has changed.", "points.changed")
    at: str = said("When it was written, ISO 8601.", _AT)
    customer: str | None = said("The id of the customer it is about.", "57", None)
    data: dict[str, Any] = said("By its type.", {"points": 3, "balance": 3})


class ChangesResponse(BaseModel):
    items: list[EventItem] = said("In the order of the changes, the oldest first.")
    next: str = said("The cursor to go on from, also where nothing is new.", "evt_1042")


class WebhookPayload(CallPayload):
    """``events`` absent or empty: all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=True)

    url: Text500 = said("Where events are posted to; https.", "https://boutique.example/e")
    events: Annotated[tuple[EventType, ...], Field(max_length=20)] = said(
        "Which ones.", ["points.changed"], default=()
    )


class WebhookDetail(BaseModel):
    id: int = said("Its number.", 7)
    url: str = said("Where events are posted to.", "https://boutique.example/e")
    events: list[str] = said("Which ones.", ["points.changed"])
    created_at: Time = said("When it was made.", _AT)
    position: str = said("The last event that was accepted.", "evt_1042")
    failing_since: Time | None = said("When the next one first failed.", _AT, None)
    parked: bool = said("Whether it was given up, until you replay.", False)


class CreatedWebhook(WebhookDetail):
    secret: str = said(
        "For checking signatures (Standard Webhooks). Told this once.",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    )


class WebhooksResponse(BaseModel):
    items: list[WebhookDetail] = said("The oldest first.")


class ReplayPayload(CallPayload):
    """``after`` absent: everything that is still kept."""

    after: Text500 | None = said("A cursor: an event’s id.", "evt_1000", default=None)
