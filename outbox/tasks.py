"""Celery tasks of webhooks; rows say what there is to post."""

from celery import shared_task
from django.utils import timezone

from core.logs import note
from outbox.actions.delivering import deliver
from outbox.queries import is_behind, webhooks_due


@shared_task(name="outbox.tasks.beat")
def beat() -> None:
    """Start a task for each webhook that is behind, so that a slow one delays no other."""
    for webhook in webhooks_due(timezone.now()):
        if is_behind(webhook):
            post_events.delay(webhook.pk)


@shared_task(name="outbox.tasks.post_events")
def post_events(pk: int) -> None:
    now = timezone.now()
    webhook = webhooks_due(now).filter(pk=pk).first()
    if webhook:
        note(shop=webhook.shop.code)
        deliver(webhook=webhook, now=now)
