"""Whether changed settings take something away from customers, who are then told first."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

type Settings = Mapping[str, Any]
type Loss = Callable[[Any, Any], bool]

_ROUNDING = ["floor", "half_up", "ceiling"]
_UNIT_DAYS = {"days": 1, "months": 30}


def _less(before: Any, after: Any) -> bool:
    return bool(after < before)


def _more(before: Any, after: Any) -> bool:
    return bool(after > before)


def _lower_limit(before: int | None, after: int | None) -> bool:
    """None is no limit."""
    return after is not None and (before is None or after < before)


def _higher_limit(before: int | None, after: int | None) -> bool:
    return _lower_limit(after, before)


def _fewer(before: Any, after: Any) -> bool:
    return not set(before) <= set(after)


def _narrower(before: Any, after: Any) -> bool:
    """Of lists where an empty one means everything."""
    return bool(after) and (not before or _fewer(before, after))


def _wider(before: Any, after: Any) -> bool:
    return _narrower(after, before)


# What each setting of a version must do to be a loss. A setting that is not here gives and
# takes nothing: the labels of a voucher.
_LOSSES: Mapping[str, Loss] = {
    "value": _less,
    "counting_states": _fewer,
    "cancelling_states": lambda before, after: _fewer(after, before),
    "earn_on_sale": _less,
    "tax_included": _less,
    # Elsewhere amounts count without tax, which is less.
    "tax_zones": _narrower,
    "include_shipping": _less,
    "vouchers_earn": _less,
    "earn_categories": _narrower,
    "excluded_categories": lambda before, after: _fewer(after, before),
    "rounding": lambda before, after: _less(
        _ROUNDING.index(before), _ROUNDING.index(after)
    ),
    "order_ceiling": _lower_limit,
    "pending_days": _more,
    "convert_minimum": _more,
    "convert_step": _more,
    "debt_limit": _higher_limit,
    "notice_days": lambda before, after: (after or 0) < (before or 0),
    "return_days": _less,
    "voucher_minimum": _more,
    "voucher_days": _less,
    "voucher_categories": _narrower,
    # Bonuses and actions, each by all it says. One that is changed counts as taken away:
    # whether three times on fewer goods is more than twice on all, nobody can tell here.
    "bonuses": _fewer,
    "actions": _fewer,
}


def takes_away(before: Settings, after: Settings) -> bool:
    """Whether any customer could be given less by ``after``, or keep it for less time."""
    return (
        _rate(after) < _rate(before)
        or _lower_limit(_days(before), _days(after))
        or any(loss(before[name], after[name]) for name, loss in _LOSSES.items())
    )


def _rate(settings: Settings) -> Decimal:
    """What is given for one unit of money, in money."""
    points = Decimal(settings["points_per_block"]) / Decimal(settings["ratio"])
    return points * Decimal(settings["value"])


def _days(settings: Settings) -> int | None:
    validity: int | None = settings["validity"]
    return validity and validity * _UNIT_DAYS[settings["validity_unit"]]
