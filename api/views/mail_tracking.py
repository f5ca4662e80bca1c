"""What the mail provider tells of mails it was given, read by anymail.

anymail checks whose word it is: the password in the address it was told to call
(ANYMAIL_WEBHOOK_SECRET), and the provider's own signature where it has one.
"""

from dataclasses import dataclass
from typing import Any

from anymail import urls
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailing.actions import delivery_events as mailing
from mailing.actions.delivery_events import DeliveryEvent
from mailing.rules.smtp_answers import is_unknown_recipient

# A number of ours has no more digits than a primary key.
LONGEST_NUMBER = 18
# How providers call what may go well the next time.
_PASSING = {"soft_bounce", "softbounce", "soft", "transient"}
_REJECTED = {
    RejectReason.INVALID: DeliveryEvent.HARD_BOUNCE,
    RejectReason.BOUNCED: DeliveryEvent.HARD_BOUNCE,
    RejectReason.SPAM: DeliveryEvent.COMPLAINED,
    RejectReason.UNSUBSCRIBED: DeliveryEvent.UNSUBSCRIBED,
}


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def mail_tracking(request: HttpRequest, provider: str) -> HttpResponse:
    """Of the provider that sends our mails, and of no other."""
    if provider != settings.MAIL_PROVIDER or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    reader = _reader(provider)
    if request.method == "POST":
        reader.run_validators(request)
        try:
            # All are read before any is acted on: a provider repeats what was refused.
            events = [_read(event) for event in reader.parse_events(request)]
        except (ValueError, KeyError, TypeError, AttributeError):
            return HttpResponseBadRequest()
        for told in filter(None, events):
            mailing.record_event(
                mail=told.mail,
                provider_id=told.provider_id,
                email=told.email,
                event=told.event,
                answer=told.answer,
                source=f"webhook:{provider}",
                now=timezone.now(),
            )
    return HttpResponse()


def _reader(provider: str) -> Any:
    """anymail's own view; what it would send as a signal is a call here."""
    for each in urls.urlpatterns:
        if each.name in {f"{provider}_tracking_webhook", f"{provider}_webhook"}:
            view: Any = each.callback
            return view.view_class()
    raise Http404


@dataclass(frozen=True, slots=True)
class TrackedEvent:
    """An event as we take it in. ``mail`` is our number of the mail, where it is told."""

    event: DeliveryEvent
    email: str
    mail: int | None
    provider_id: str
    answer: str


def _read(event: AnymailTrackingEvent) -> TrackedEvent | None:
    """None for what changes nothing. Raises: ValueError, TypeError, AttributeError."""
    heard = _heard(event)
    if heard is None or not event.recipient:
        return None
    number = str((event.metadata or {}).get("mail", ""))
    return TrackedEvent(
        event=heard,
        email=_text(event.recipient),
        mail=int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None,
        provider_id=_text(event.message_id or ""),
        answer=_text(event.mta_response or event.description or ""),
    )


def _text(value: object) -> str:
    """A text that can be stored. Raises: TypeError; ValueError for a lone surrogate."""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    value.encode()
    return value.replace("\0", "")


def _heard(event: AnymailTrackingEvent) -> DeliveryEvent | None:
    """None for what changes nothing: delivered, opened, not yet."""
    match event.event_type:
        case EventType.COMPLAINED:
            return DeliveryEvent.COMPLAINED
        case EventType.UNSUBSCRIBED:
            return DeliveryEvent.UNSUBSCRIBED
        case EventType.BOUNCED:
            return (
                DeliveryEvent.SOFT_BOUNCE if _passes(event) else DeliveryEvent.HARD_BOUNCE
            )
        case EventType.REJECTED:
            return _REJECTED.get(event.reject_reason, DeliveryEvent.SOFT_BOUNCE)
        case EventType.FAILED:
            return DeliveryEvent.SOFT_BOUNCE
    return None


def _passes(event: AnymailTrackingEvent) -> bool:
    """A mailbox that is full today, or a mail that was not liked."""
    if (
        is_unknown_recipient(event.mta_response or "")
        or event.reject_reason == RejectReason.INVALID
    ):
        return False
    payload = event.esp_event if isinstance(event.esp_event, dict) else {}
    words = {each.lower() for each in payload.values() if isinstance(each, str)}
    return bool(words & _PASSING) or payload.get("hard_bounce") is False
