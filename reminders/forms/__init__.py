from reminders.forms.campaigns import AddForm, CampaignForm, CampaignStepForm
from reminders.forms.periods import PeriodForm

__all__ = ["AddForm", "CampaignForm", "CampaignStepForm", "PeriodForm"]
