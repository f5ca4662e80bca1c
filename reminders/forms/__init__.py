from reminders.forms.campaigns import AddForm, CampaignForm, StepForm
from reminders.forms.periods import PeriodForm

__all__ = ["AddForm", "CampaignForm", "PeriodForm", "StepForm"]
