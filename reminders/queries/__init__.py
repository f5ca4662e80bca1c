"""Who is due, and why others are not; what became of those who were."""

from reminders.queries.announcement import PAGE, Announcement, announce, preview, why_not
from reminders.queries.campaigns import RunState, campaigns_of, running, runs, with_monthly
from reminders.queries.due import Due, due, still_due
from reminders.queries.experiments import uplifts
from reminders.queries.payload import (
    MintedVoucher,
    WaitingReminder,
    content,
    read_reminders,
    who_ordered,
)
from reminders.queries.results import CampaignResult, ResultTable, results

__all__ = [
    "PAGE",
    "Announcement",
    "CampaignResult",
    "Due",
    "MintedVoucher",
    "ResultTable",
    "RunState",
    "WaitingReminder",
    "announce",
    "campaigns_of",
    "content",
    "due",
    "preview",
    "read_reminders",
    "results",
    "running",
    "runs",
    "still_due",
    "uplifts",
    "who_ordered",
    "why_not",
    "with_monthly",
]
