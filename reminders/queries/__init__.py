"""Who is due, and why others are not; what became of those who were."""

from reminders.queries.announcement import announce
from reminders.queries.campaigns import running, runs

__all__ = ["announce", "running", "runs"]
