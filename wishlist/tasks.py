"""The clock's side of the wishes: each task makes one call."""

from celery import shared_task
from django.utils import timezone

from wishlist.actions import alerting as wishlist


@shared_task(name="wishlist.tasks.queue_alerts")
def queue_alerts() -> None:
    for _queued in wishlist.queue_alerts(now=timezone.now()):
        pass
