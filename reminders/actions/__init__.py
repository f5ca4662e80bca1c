"""Turn campaigns on, run them, and have the last word on each of their mails.

A run takes the shop's schedule; who finds it taken leaves. So two at once are one.
"""

from reminders.actions.activation import pause_all, turn_on
from reminders.actions.merging import on_merge, on_unmerge
from reminders.actions.opening import open_campaigns
from reminders.actions.preparing import prepare
from reminders.actions.running import run

__all__ = [
    "on_merge",
    "on_unmerge",
    "open_campaigns",
    "pause_all",
    "prepare",
    "run",
    "turn_on",
]
