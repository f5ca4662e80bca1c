"""A simulation is begun, goes through the customers in chunks, and can be cancelled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analytics.actions.drafts import draft_of
from analytics.models import SimulationRun
from analytics.queries.replay import Simulation, as_data, customers_of, simulate
from shop.models import Shop

# So few customers take less than a second: nobody need wait for a worker.
AT_ONCE = 1000

_State = SimulationRun.State


def begin(
    *, shop: Shop, values: Mapping[str, Any], author: str, now: datetime
) -> SimulationRun:
    """A run that waits for a worker; of few customers the answer is there at once.

    Raises: Invalid where the draft makes no sense.
    """
    draft_of(shop, values, now)
    run = SimulationRun.objects.create(
        shop=shop,
        values=dict(values),
        customers=len(customers_of(shop)),
        author=author,
        started_at=now,
    )
    if run.customers <= AT_ONCE:
        carry_out(run=run)
    return run


def carry_out(*, run: SimulationRun) -> None:
    """Go through the customers. Whoever cancels it is heard after each chunk.

    By the clock of its beginning: points that have expired since are told as they were.
    Idempotent: a run that somebody else carries out is left to them.
    """
    rows = SimulationRun.objects.filter(pk=run.pk)
    if not rows.filter(state=_State.WAITING).update(state=_State.RUNNING):
        return
    draft = draft_of(run.shop, run.values, run.started_at)
    customers, result = customers_of(run.shop), Simulation()
    rows.update(customers=len(customers))
    done = 0
    for count in simulate(
        run.shop, draft=draft, now=run.started_at, customers=customers, result=result
    ):
        done += count
        if not rows.filter(state=_State.RUNNING).update(done=done):
            return
    rows.filter(state=_State.RUNNING).update(
        state=_State.DONE, figures=as_data(result, draft)
    )
    run.refresh_from_db()


def cancel(*, run: SimulationRun) -> None:
    """What has been gone through so far is forgotten."""
    rows = SimulationRun.objects.filter(pk=run.pk)
    rows.filter(state__in=[_State.WAITING, _State.RUNNING]).update(state=_State.CANCELLED)
    run.refresh_from_db()


def carry_out_waiting() -> int:
    """Those that wait, the earliest first; how many there were."""
    waiting = SimulationRun.objects.filter(state=_State.WAITING).select_related("shop")
    count = 0
    for run in waiting.order_by("pk"):
        carry_out(run=run)
        count += 1
    return count
