"""What settling an order has come to, app by app."""

from dataclasses import dataclass, replace

from giftcards.actions.card_results import CardResult
from giftcards.models import GiftCard
from points.actions.points_settlement import PointsSettlement
from tiers.actions.tier_settlement import TierSettlement
from vouchers.actions.code_results import CodeResult


@dataclass(frozen=True, slots=True)
class OrderSettlement:
    """What an order has given once settled, and what this run changed of it.

    ``others`` are orders that must be settled because of it: what it let go is theirs, or
    what they have is its.
    """

    points: PointsSettlement
    vouchers: list[CodeResult]
    tier: TierSettlement
    paid_by: list[CardResult]
    bought: list[GiftCard]
    others: frozenset[int] = frozenset()

    def after(self, before: "OrderSettlement") -> "OrderSettlement":
        """Both runs as one: how things stand now, and what either has changed."""
        change = before.points.change + self.points.change
        up = before.tier.up if self.tier.up is None else self.tier.up
        again = {card.pk for card in self.bought}
        return replace(
            self,
            points=replace(self.points, change=change),
            tier=replace(self.tier, up=up),
            bought=[card for card in before.bought if card.pk not in again] + self.bought,
        )
