"""Campaigns, whom the next run writes to, whom they have written to, and their results."""

from reminders.admin.campaigns import CampaignAdmin
from reminders.admin.reminders import ReminderAdmin
from reminders.admin.schedules import ScheduleAdmin

__all__ = ["CampaignAdmin", "ReminderAdmin", "ScheduleAdmin"]
