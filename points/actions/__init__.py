"""Earn, claw back, convert, expire. Nothing else in the project writes the ledger."""

from points.actions.adjusting import adjust, on_erase
from points.actions.announcing import announce_expiring
from points.actions.birthdays import reward_birthdays
from points.actions.converting import (
    cancel_conversion,
    convert,
    convert_for_order,
)
from points.actions.expiring import expire_due
from points.actions.refusals import (
    ActionNotOffered,
    CapReached,
    NoReason,
    NotAllowed,
    NotAMember,
    NotEnoughPoints,
    NothingToConvert,
    OverLimit,
    TooManyPoints,
    WrongStep,
)
from points.actions.rewarding import reward_action

__all__ = [
    "ActionNotOffered",
    "CapReached",
    "NoReason",
    "NotAMember",
    "NotAllowed",
    "NotEnoughPoints",
    "NothingToConvert",
    "OverLimit",
    "TooManyPoints",
    "WrongStep",
    "adjust",
    "announce_expiring",
    "cancel_conversion",
    "convert",
    "convert_for_order",
    "expire_due",
    "on_erase",
    "reward_action",
    "reward_birthdays",
]
