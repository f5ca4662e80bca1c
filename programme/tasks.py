"""The clock's side of the programme: each task makes one call."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from programme import actions as programme

HEARTBEAT = "beat:seen"


@shared_task(name="programme.tasks.nightly")
def nightly() -> None:
    for _done in programme.night(now=timezone.now()):
        pass


@shared_task(name="programme.tasks.heartbeat")
def heartbeat() -> None:
    """Proof for the back-office that beat, broker and worker are alive."""
    cache.set(HEARTBEAT, timezone.now().isoformat(), timeout=None)
