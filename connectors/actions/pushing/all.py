"""One round of pushing into a shop that is on."""

from collections.abc import Callable
from datetime import datetime

from connectors.actions.access import connector_of
from connectors.actions.pushing.codes import push_codes, revoke_unused
from connectors.actions.pushing.groups import push_tiers, take_out_all
from connectors.actions.runs import Run
from connectors.actions.stopping import stop
from connectors.contract import WritesGroups, WritesVouchers
from connectors.encryption import Undecryptable
from connectors.models import Connection
from connectors.outgoing import KeyRefused, ShopAway


def push(*, connection: Connection, clock: Callable[[], datetime], until: datetime) -> int:
    """Write what is due; return how much was done. A shop that is away is left for now, one
    that refuses the key is stopped.
    """
    if connection.state != Connection.State.ON:
        return 0
    done = 0
    try:
        run = Run(connection, connector_of(connection), clock, until)
        if isinstance(run.connector, WritesVouchers):
            done += push_codes(run, run.connector)
        if isinstance(run.connector, WritesGroups):
            done += push_tiers(run, run.connector)
    except ShopAway:
        return done
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
    return done


def withdraw(
    *, connection: Connection, clock: Callable[[], datetime], until: datetime
) -> tuple[int, int]:
    """Take codes out and put customers back, before the shop is left. Returns how many.

    Raises ShopAway, KeyRefused and what else the shop's answers are refused for.
    """
    run = Run(connection, connector_of(connection), clock, until)
    connector, codes, people = run.connector, 0, 0
    if isinstance(connector, WritesGroups):
        people = take_out_all(run, connector)
    if isinstance(connector, WritesVouchers):
        codes = revoke_unused(run, connector)
    return codes, people
