"""Turn campaigns on, run them, and have the last word on each of their mails.

A run takes the shop's schedule; who finds it taken leaves. So two at once are one.
"""

from reminders.actions.activation import pause_all, turn_off, turn_on
from reminders.actions.keys import check_key, make_key
from reminders.actions.merging import on_merge, on_unmerge
from reminders.actions.opening import add_campaign, open_campaigns
from reminders.actions.preparing import prepare, undo
from reminders.actions.refusals import CannotTurnOn
from reminders.actions.running import RunOutcome, run, run_all

__all__ = [
    "CannotTurnOn",
    "RunOutcome",
    "add_campaign",
    "check_key",
    "make_key",
    "on_merge",
    "on_unmerge",
    "open_campaigns",
    "pause_all",
    "prepare",
    "run",
    "run_all",
    "turn_off",
    "turn_on",
    "undo",
]
