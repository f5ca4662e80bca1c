"""What a tier gives and why one is lost, as sentences in the language that is active."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.typography import number, percent
from tiers.models import Move, Tier
from tiers.queries.measures import Measure


def rights_of(tier: Tier) -> list[str]:
    """Describe what a tier gives, one sentence each, the merchant's own perks last.

    Requires: the tier's group at hand.
    """
    group, sentences = tier.group, []
    if group.discount_percent:
        off = {"percent": percent(-group.discount_percent)}
        sentences.append(_("%(percent)s on your orders") % off)
    if group.points_multiplier != 1:
        times = {"times": number(group.points_multiplier.normalize())}
        sentences.append(_("Points × %(times)s") % times)
    if group.free_shipping:
        sentences.append(_("Free shipping"))
    return [*sentences, *filter(None, map(str.strip, tier.perks.splitlines()))]


@dataclass(frozen=True, slots=True)
class OfferedTier:
    """A tier as it is shown to customers."""

    tier: Tier
    rights: Sequence[str]


def offered_tiers(measure: Measure) -> list[OfferedTier]:
    """Describe all tiers of a shop, the lowest first."""
    return [OfferedTier(tier, rights_of(tier)) for tier in measure.tiers]


def now_at(tier: Tier | None) -> str:
    """Say which tier a customer holds after a move; "" for none."""
    return _("You are at the %(tier)s tier now.") % {"tier": tier.name} if tier else ""


def reason_of_fall(cause: Move.Cause) -> str:
    """Say why a customer has lost a tier."""
    if cause == Move.Cause.REFUND:
        return _("An order of yours was refunded.")
    if cause == Move.Cause.CANCELLATION:
        return _("An order of yours was cancelled.")
    return _("Orders of some time ago count no more.")
