"""Who is due, and why others are not; what became of those who were."""

from reminders.queries.announcing import PAGE, Announcement, announce, why_not
from reminders.queries.campaigns import campaigns_of, running
from reminders.queries.due import Due, due, still_due
from reminders.queries.telling import content, read_reminders, who_ordered

__all__ = [
    "PAGE",
    "Announcement",
    "Due",
    "announce",
    "campaigns_of",
    "content",
    "due",
    "read_reminders",
    "running",
    "still_due",
    "who_ordered",
    "why_not",
]
