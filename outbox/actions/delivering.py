"""Post events to webhooks, each in their order, until one fails.

A webhook's events go one after the other: a later one never overtakes. Killed after an
event was accepted and before that is written down, it is posted again: at least once.
"""

import json
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import urllib3
from django.db.models import Q
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Signature
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from core.errors import Refused
from core.outgoing import guarded_manager
from outbox import rules
from outbox.actions.positioning import position_events
from outbox.models import Delivery, Event, Webhook
from outbox.queries import events_after

ANSWER_WITHIN = 5.0
LARGEST_ANSWER = 64 * 1024
# A worker's claim, and when it goes on to another webhook.
CLAIM = timedelta(seconds=90)
WORKS_FOR = 40.0
CHUNK = 100
_OK = range(200, 300)
_GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said; status 0 where it said nothing, with the reason."""

    status: int
    text: str = ""

    @property
    def accepted(self) -> bool:
        return self.status in _OK


def deliver(*, webhook: Webhook, now: datetime) -> int:
    """Post what the webhook has not had; return how many were accepted.

    Nothing where another worker is at it. In no transaction: a receiver may be slow.
    """
    # 1. Give positions to what was committed since: only those are read.
    position_events(shop=webhook.shop)
    # 2. Claim the webhook, or leave it to the worker that has it.
    if not _claim(webhook, now):
        return 0
    # 3. Post chunk by chunk, for less time than the claim lasts.
    until = time.monotonic() + WORKS_FOR
    manager = guarded_manager("")
    done = 0
    try:
        while time.monotonic() < until:
            rows = events_after(webhook.shop, webhook.position, webhook.events)
            events = list(rows[:CHUNK])
            accepted = 0
            # The first that is refused ends the work: none after it may overtake it.
            for event in events:
                if time.monotonic() >= until or not _post(webhook, event, manager):
                    break
                accepted += 1
            done += accepted
            if accepted < len(events) or not events:
                break
    finally:
        # 4. Free it at once: otherwise the next worker waits until the claim has passed.
        manager.clear()
        Webhook.objects.filter(pk=webhook.pk).update(busy_until=None)
    return done


def _claim(webhook: Webhook, now: datetime) -> bool:
    """Claim the webhook by a conditional UPDATE: of two workers one gets it."""
    free = Q(busy_until=None) | Q(busy_until__lte=now)
    rows = Webhook.objects.filter(free, pk=webhook.pk, parked_at=None)
    claimed = bool(rows.update(busy_until=now + CLAIM))
    if claimed:
        # Read again under the claim: another worker, or a replay, may have moved it.
        webhook.refresh_from_db(fields=["position", "attempts", "failing_since"])
    return claimed


def _post(webhook: Webhook, event: Event, manager: urllib3.PoolManager) -> bool:
    started, now = time.monotonic(), timezone.now()
    answer = send(webhook, event, manager, now)
    Delivery.objects.create(
        shop_id=webhook.shop_id,
        webhook=webhook,
        position=event.position or 0,
        type=event.type,
        status=answer.status,
        answer=answer.text[:200],
        attempted_at=now,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    # Only from where it stood: a replay that came meanwhile is not undone.
    rows = Webhook.objects.filter(pk=webhook.pk, position=webhook.position)
    if answer.accepted:
        fresh = {"attempts": 0, "failing_since": None, "next_attempt_at": None}
        moved = rows.update(position=event.position, **fresh)
        webhook.position, webhook.attempts = event.position or 0, 0
        webhook.failing_since = None
        return bool(moved)
    _postpone(webhook, answer, now)
    return False


def _postpone(webhook: Webhook, answer: Answer, now: datetime) -> None:
    """Set the next attempt, later each time; park a receiver that is gone or fails for a
    day.
    """
    since = webhook.failing_since or now
    over = answer.status == _GONE or rules.is_over(since, now)
    attempts = webhook.attempts + 1
    # As above, only where it still stands there: a replay has begun anew.
    Webhook.objects.filter(pk=webhook.pk, position=webhook.position).update(
        attempts=attempts,
        failing_since=since,
        next_attempt_at=now + rules.pause(attempts),
        parked_at=now if over else None,
    )


def send(
    webhook: Webhook, event: Event, manager: urllib3.PoolManager, now: datetime
) -> Answer:
    """Send one signed POST. Redirects are not followed, large or slow answers not read."""
    item = event.item
    body = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    # Signed as it is sent, byte for byte: a receiver checks the body before reading it.
    signed = Signature(webhook.secret).sign(item["id"], now, body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "loyalty-site",
        "webhook-id": item["id"],
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signed,
    }
    return _call(manager, webhook.url, body.encode(), headers)


def _call(
    manager: urllib3.PoolManager, url: str, body: bytes, headers: dict[str, str]
) -> Answer:
    try:
        answer = manager.request(
            "POST",
            url,
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=Timeout(total=ANSWER_WITHIN),
        )
        # Beyond this nobody reads on: the connection is closed with what is left.
        with closing(answer):
            answer.read(LARGEST_ANSWER)
        return Answer(answer.status, answer.reason or "")
    except Refused as refusal:
        return Answer(0, str(refusal))
    except (HTTPError, OSError, ValueError) as error:
        return Answer(0, type(error).__name__)
