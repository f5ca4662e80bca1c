"""The tiers of a shop as one value: what is drafted, compared, applied and undone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

COLOURS = ["#8c6a3f", "#5b6770", "#8a6d00", "#3f5d8c", "#6b3f8c", "#2f6f5b"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPlan:
    """``key`` is the primary key of a tier that exists already."""

    name: str
    minimum: Decimal
    key: int | None = None
    discount_percent: Decimal = Decimal(0)
    points_multiplier: Decimal = Decimal(1)
    free_shipping: bool = False
    perks: str = ""
    colour: str = COLOURS[0]
    mail: bool = True
    voucher_kind: str = ""
    voucher_worth: Decimal | None = None
    voucher_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``tiers`` in the order of their minimums; without any there is no programme."""

    window: str = "lifetime"
    months: int = 12
    with_tax: bool = True
    with_shipping: bool = False
    before_discount: bool = False
    grace_days: int = 0
    notice_days: int = 30
    excluded_groups: Sequence[int] = ()
    tiers: Sequence[TierPlan] = field(default_factory=tuple)

    @property
    def scheme(self) -> dict[str, Any]:
        """All but the tiers."""
        names = [each.name for each in fields(self) if each.name != "tiers"]
        values = {name: getattr(self, name) for name in names}
        return values | {"excluded_groups": list(self.excluded_groups)}

    def written(self) -> dict[str, Any]:
        """Answer the plan as JSON has it: decimals are text."""
        return {name: _written(value) for name, value in asdict(self).items()}


def _written(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case list() | tuple():
            return [_written(each) for each in value]
        case dict():
            return {name: _written(each) for name, each in value.items()}
    return value


_DECIMALS = ("minimum", "discount_percent", "points_multiplier", "voucher_worth")


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """Read what ``written`` has made of a plan. Columns that were added since have their
    defaults.
    """
    tiers = []
    for tier in data["tiers"]:
        decimals = {
            name: Decimal(tier[name]) for name in _DECIMALS if tier.get(name) is not None
        }
        tiers.append(TierPlan(**{**tier, **decimals}))
    excluded = tuple(data["excluded_groups"])
    return Plan(**{**data, "excluded_groups": excluded, "tiers": tuple(tiers)})


def problem_of(plan: Plan) -> tuple[str, str]:
    """Find the first problem and the field it is in; both empty if there is none.

    ``name``, ``minimum``: two tiers are alike in it, or a name is missing.
    """
    names = [tier.name.strip().casefold() for tier in plan.tiers]
    if len(set(names)) < len(names) or "" in names:
        return "name", "tiers"
    minimums = [tier.minimum for tier in plan.tiers]
    if len(set(minimums)) < len(minimums):
        return "minimum", "tiers"
    return "", ""
