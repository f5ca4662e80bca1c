from reminders.models.campaigns import Campaign, CampaignStep
from reminders.models.reminders import Reminder, ReminderRefusal
from reminders.models.schedules import Schedule

__all__ = ["Campaign", "CampaignStep", "Reminder", "ReminderRefusal", "Schedule"]
