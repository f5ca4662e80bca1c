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
from points.actions.granting import Grant, GrantedOtherwise, grant
from points.actions.history import settle_new
from points.actions.locking import lock_accounts
from points.actions.merged_accounts import on_merge, on_unmerge
from points.actions.referrals import claw_back_referral, reward_referral
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
from points.actions.rewarding import reward_action, reward_registration
from points.actions.settling import PointsSettlement, settle

__all__ = [
    "ActionNotOffered",
    "CapReached",
    "Grant",
    "GrantedOtherwise",
    "NoReason",
    "NotAMember",
    "NotAllowed",
    "NotEnoughPoints",
    "NothingToConvert",
    "OverLimit",
    "PointsSettlement",
    "TooManyPoints",
    "WrongStep",
    "adjust",
    "announce_expiring",
    "cancel_conversion",
    "claw_back_referral",
    "convert",
    "convert_for_order",
    "expire_due",
    "grant",
    "lock_accounts",
    "on_erase",
    "on_merge",
    "on_unmerge",
    "reward_action",
    "reward_birthdays",
    "reward_referral",
    "reward_registration",
    "settle",
    "settle_new",
]
