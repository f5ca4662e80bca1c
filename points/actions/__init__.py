"""Earn, take back, convert, expire. Nothing else in the project writes the ledger."""

from points.actions.acting import act, give_birthdays, welcome
from points.actions.adjusting import adjust, forfeit
from points.actions.announcing import announce_expiring
from points.actions.converting import cancel_conversion, convert
from points.actions.expiring import expire_due
from points.actions.history import settle_new
from points.actions.ledger import open_accounts
from points.actions.merging import merge, unmerge
from points.actions.refusals import (
    CapReached,
    NoReason,
    NotAllowed,
    NotAMember,
    NotEnoughPoints,
    NothingToConvert,
    NotOffered,
    OverLimit,
    TooManyPoints,
    WrongStep,
)
from points.actions.rewarding import reward, take_reward_back
from points.actions.settling import Settlement, settle

__all__ = [
    "CapReached",
    "NoReason",
    "NotAMember",
    "NotAllowed",
    "NotEnoughPoints",
    "NotOffered",
    "NothingToConvert",
    "OverLimit",
    "Settlement",
    "TooManyPoints",
    "WrongStep",
    "act",
    "adjust",
    "announce_expiring",
    "cancel_conversion",
    "convert",
    "expire_due",
    "forfeit",
    "give_birthdays",
    "merge",
    "open_accounts",
    "reward",
    "settle",
    "settle_new",
    "take_reward_back",
    "unmerge",
    "welcome",
]
