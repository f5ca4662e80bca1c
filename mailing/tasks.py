"""The periodic task that sends what is due. The queue itself is the rows of ``Mail``."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mailing.actions import sending as mailing

# Then the worker is free for other tasks; the next beat goes on.
AT_MOST = timedelta(seconds=30)


@shared_task(name="mailing.tasks.send_due")
def send_due() -> None:
    for _batch in mailing.send_due(clock=timezone.now, until=timezone.now() + AT_MOST):
        pass
