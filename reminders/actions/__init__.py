"""Turn campaigns on, run them, and have the last word on each of their mails.

A run takes the shop's schedule; who finds it taken leaves. So two at once are one.
"""

from reminders.actions.activation import pause_all, turn_on
from reminders.actions.preparing import prepare
from reminders.actions.running import run

__all__ = [
    "pause_all",
    "prepare",
    "run",
    "turn_on",
]
