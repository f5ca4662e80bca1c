"""The clock's side of figures: what waits is carried out."""

from celery import shared_task

from analytics.actions.simulating import carry_out_waiting


@shared_task(name="analytics.tasks.simulate")
def simulate() -> None:
    carry_out_waiting()
