"""Earn, take back, convert, expire. Nothing else in the project writes the ledger."""

from points.actions.adjusting import adjust, forfeit
from points.actions.converting import cancel_conversion, convert
from points.actions.expiring import expire_due
from points.actions.history import settle_new
from points.actions.merging import merge, unmerge
from points.actions.refusals import (
    NoReason,
    NotAllowed,
    NotAMember,
    NotEnoughPoints,
    NothingToConvert,
    OverLimit,
    TooManyPoints,
    WrongStep,
)
from points.actions.settings import StaleSettings, open_programme, save_rules
from points.actions.settling import Settlement, settle

__all__ = [
    "NoReason",
    "NotAMember",
    "NotAllowed",
    "NotEnoughPoints",
    "NothingToConvert",
    "OverLimit",
    "Settlement",
    "StaleSettings",
    "TooManyPoints",
    "WrongStep",
    "adjust",
    "cancel_conversion",
    "convert",
    "expire_due",
    "forfeit",
    "merge",
    "open_programme",
    "save_rules",
    "settle",
    "settle_new",
    "unmerge",
]
