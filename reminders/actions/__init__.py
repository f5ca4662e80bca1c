"""Turn campaigns on, run them, and have the last word on each of their mails.

A run takes the shop's schedule; who finds it taken leaves. So two at once are one.
"""

from reminders.actions.keys import check_key, make_key
from reminders.actions.opening import add_campaign, open_campaigns
from reminders.actions.owners import follow, part
from reminders.actions.preparing import prepare, undo
from reminders.actions.refusals import CannotTurnOn
from reminders.actions.running import Outcome, run, run_all
from reminders.actions.switching import pause_all, turn_off, turn_on

__all__ = [
    "CannotTurnOn",
    "Outcome",
    "add_campaign",
    "check_key",
    "follow",
    "make_key",
    "open_campaigns",
    "part",
    "pause_all",
    "prepare",
    "run",
    "run_all",
    "turn_off",
    "turn_on",
    "undo",
]
