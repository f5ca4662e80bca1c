"""Who is due, and why others are not; what became of those who were."""

from reminders.queries.announcing import PAGE, Announcement, announce, preview, why_not
from reminders.queries.campaigns import Run, campaigns_of, running, runs, with_monthly
from reminders.queries.due import Due, due, still_due
from reminders.queries.experiments import uplifts
from reminders.queries.results import Result, Table, results
from reminders.queries.telling import Bon, Waiting, content, read_reminders, who_ordered

__all__ = [
    "PAGE",
    "Announcement",
    "Bon",
    "Due",
    "Result",
    "Run",
    "Table",
    "Waiting",
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
