"""The permissions that the pages of campaigns ask for."""

ADD = "reminders.add_campaign"
CHANGE = "reminders.change_campaign"
RUN = "reminders.run_campaign"
COUNT = "reminders.view_campaign_results"
SCHEDULE = "reminders.change_schedule"
