from reminders.models.campaigns import Campaign, Step
from reminders.models.reminders import Reason, Reminder
from reminders.models.schedules import Schedule

__all__ = ["Campaign", "Reason", "Reminder", "Schedule", "Step"]
