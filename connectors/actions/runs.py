"""How long one turn of work on a connected shop goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from connectors.contract import Connector
from connectors.models import Connection


@dataclass(frozen=True, slots=True)
class Run:
    """Work on one shop until a certain time; the rest is left to the next run."""

    connection: Connection
    connector: Connector
    clock: Callable[[], datetime]
    until: datetime

    @property
    def goes_on(self) -> bool:
        return self.clock() < self.until
