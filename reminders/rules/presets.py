"""The campaigns that every shop begins with, all of them off.

The values of the first four are those of the shop module that merchants know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Aim(StrEnum):
    """Whom a campaign is for."""

    CART = "cart"
    ORDER = "order"
    BEST = "best"
    LAPSED = "lapsed"
    WELCOME = "welcome"
    BIRTHDAY = "birthday"
    FIRST_ORDER = "first_order"
    ORDERS = "orders"
    TURNOVER = "turnover"
    TIER = "tier"
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A mail: ``hours`` after the trigger, with a voucher of so many percent valid for
    ``days``, or with none.
    """

    hours: int = 0
    percent: Decimal | None = None
    days: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """``settings`` are columns of the campaign; the others stay empty."""

    aim: Aim
    priority: int
    stages: tuple[Stage, ...]
    settings: Mapping[str, int | Decimal] = field(default_factory=dict)


FIVE = Decimal(5)

PRESETS = (
    Preset(
        aim=Aim.CART,
        priority=20,
        stages=(Stage(hours=24, percent=FIVE, days=2),),
        settings={"window_days": 7},
    ),
    Preset(
        aim=Aim.ORDER,
        priority=80,
        stages=(Stage(percent=FIVE, days=7),),
        settings={"window_days": 7},
    ),
    Preset(
        aim=Aim.BEST,
        priority=40,
        stages=(Stage(percent=FIVE, days=15),),
        settings={"threshold": Decimal(100), "period_days": 90, "repeat_days": 90},
    ),
    Preset(
        aim=Aim.LAPSED,
        priority=90,
        stages=(Stage(percent=FIVE, days=15),),
        settings={"quiet_days": 100, "repeat_days": 100},
    ),
    Preset(
        aim=Aim.WELCOME,
        priority=70,
        stages=(Stage(hours=1),),
        settings={"window_days": 7},
    ),
    Preset(
        aim=Aim.BIRTHDAY,
        priority=10,
        stages=(Stage(percent=FIVE, days=15),),
    ),
    Preset(
        aim=Aim.FIRST_ORDER,
        priority=60,
        stages=(Stage(hours=14 * 24),),
        settings={"window_days": 30},
    ),
    Preset(
        aim=Aim.ORDERS,
        priority=50,
        stages=(Stage(percent=FIVE, days=30),),
        settings={"min_orders": 10, "window_days": 7},
    ),
    Preset(
        aim=Aim.TURNOVER,
        priority=45,
        stages=(Stage(percent=FIVE, days=30),),
        settings={"threshold": Decimal(500), "window_days": 7},
    ),
    Preset(
        aim=Aim.TIER,
        priority=55,
        stages=(Stage(hours=24),),
        settings={"threshold": Decimal(50), "repeat_days": 90},
    ),
    Preset(
        aim=Aim.EXCLUSIVE,
        priority=30,
        stages=(Stage(percent=FIVE, days=7),),
    ),
)
