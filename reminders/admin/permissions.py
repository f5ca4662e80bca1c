"""The permissions that pages of campaigns ask for."""

LOOK = "reminders.view_campaign"
ADD = "reminders.add_campaign"
CHANGE = "reminders.change_campaign"
RUN = "reminders.run_campaign"
COUNT = "reminders.view_campaign_results"
SCHEDULE = "reminders.change_schedule"
