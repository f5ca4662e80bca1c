"""The clock's side of imports: rows say which files wait."""

from celery import shared_task
from django.utils import timezone

from core.logs import note
from imports import actions as imports
from imports.models import FileImport


@shared_task(name="imports.tasks.work")
def work(pk: int) -> None:
    note(file_import=pk)
    imports.work(pk=pk, clock=timezone.now)


@shared_task(name="imports.tasks.resume")
def resume() -> None:
    """Every minute: what a worker has left in the middle, and what was never begun."""
    waiting = FileImport.objects.filter(state__in=["trying", "running"])
    for pk in waiting.exclude(leased_until__gt=timezone.now()).values_list("pk", flat=True):
        work.delay(pk)
