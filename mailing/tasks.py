"""The clock's side of the mails: rows are the queue, the task sends what is due."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from mailing import actions as mailing

# Then a worker is free for something else, and the next beat goes on.
AT_MOST = timedelta(seconds=30)


@shared_task(name="mailing.tasks.send_due")
def send_due() -> None:
    for _batch in mailing.send_due(clock=timezone.now, until=timezone.now() + AT_MOST):
        pass
