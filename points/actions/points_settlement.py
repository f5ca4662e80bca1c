"""What settling answers."""

from dataclasses import dataclass

from points.models import Lot


@dataclass(frozen=True, slots=True)
class PointsSettlement:
    """``change`` is what this run moved; ``lot`` is where the owner's points lie.

    The HTTP API calls the change ``posted`` and the lot's net ``granted``.
    """

    change: int
    lot: Lot | None
