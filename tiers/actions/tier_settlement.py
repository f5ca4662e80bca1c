"""What settling an order answers of its customer's tier."""

from dataclasses import dataclass

from tiers.models import Tier


@dataclass(frozen=True, slots=True)
class TierSettlement:
    """The tier the order's customer holds now, and whether this run has moved them: up
    True, down False.
    """

    tier: Tier | None = None
    up: bool | None = None
