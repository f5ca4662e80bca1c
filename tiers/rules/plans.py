"""The levels of a shop as one value: what is drafted, compared, applied and undone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

COLOURS = ["#8c6a3f", "#5b6770", "#8a6d00", "#3f5d8c", "#6b3f8c", "#2f6f5b"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPlan:
    """``key`` is that of a level there is already."""

    name: str
    minimum: Decimal
    key: int | None = None
    discount_percent: Decimal = Decimal(0)
    points_multiplier: Decimal = Decimal(1)
    free_shipping: bool = False
    perks: str = ""
    colour: str = COLOURS[0]
    mail: bool = True
    bon: str = ""
    bon_worth: Decimal | None = None
    bon_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``levels`` in the order of their minimums; without any there is no programme."""

    window: str = "lifetime"
    months: int = 12
    with_tax: bool = True
    with_shipping: bool = False
    before_discount: bool = False
    grace_days: int = 0
    notice_days: int = 30
    excluded_groups: Sequence[int] = ()
    levels: Sequence[LevelPlan] = field(default_factory=tuple)

    @property
    def scheme(self) -> dict[str, Any]:
        """All but the levels."""
        names = [each.name for each in fields(self) if each.name != "levels"]
        values = {name: getattr(self, name) for name in names}
        return values | {"excluded_groups": list(self.excluded_groups)}

    def written(self) -> dict[str, Any]:
        """As JSON has it: decimals are text."""
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


def plan_read(said: Mapping[str, Any]) -> Plan:
    levels = tuple(_level_read(level) for level in said["levels"])
    excluded = tuple(said["excluded_groups"])
    return Plan(**{**said, "excluded_groups": excluded, "levels": levels})


_DECIMALS = ("minimum", "discount_percent", "points_multiplier", "bon_worth")


def _level_read(said: Mapping[str, Any]) -> LevelPlan:
    decimals = {
        name: Decimal(said[name]) for name in _DECIMALS if said.get(name) is not None
    }
    return LevelPlan(**{**said, **decimals})


def fault_of(plan: Plan) -> tuple[str, str]:
    """The first thing that cannot be, and the field it is in; both empty if all is well.

    ``name``, ``minimum``: two levels are alike in it.
    """
    names = [level.name.strip().casefold() for level in plan.levels]
    if len(set(names)) < len(names) or "" in names:
        return "name", "levels"
    minimums = [level.minimum for level in plan.levels]
    if len(set(minimums)) < len(minimums):
        return "minimum", "levels"
    return "", ""
